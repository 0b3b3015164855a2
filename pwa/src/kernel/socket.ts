// Who says "something moved"? A socket that only pokes; loaded late, and missed by nobody when it is away.
import { effect, signal, type ReadonlySignal } from '@preact/signals'
import type { Socket } from 'socket.io-client'
import { pull } from './pull'
import { session } from './session'

export interface Progress {
  plan_id: string; elapsed_s: number; budget_s: number | null; cost: number | null
  assigned: number | null; orders: number
}
export interface Position {
  courier_id: string; lat: number; lon: number; accuracy_m: number; at: string; received_at: string
}

const live = signal(false)
export const connected: ReadonlySignal<boolean> = live
const progressHandlers = new Set<(progress: Progress) => void>()
const positionHandlers = new Set<(positions: Position[]) => void>()
let socket: Socket | null = null
let heardAt = 0
/** When anything came over the line last, ms of this device; 0: never. */
export const lastHeard = (): number => heardAt

function listen<T>(handlers: Set<(value: T) => void>, handler: (value: T) => void): () => void {
  handlers.add(handler)
  return () => { handlers.delete(handler) }
}

export const onProgress = (handler: (progress: Progress) => void) => listen(progressHandlers, handler)
export const onPositions = (handler: (positions: Position[]) => void) => listen(positionHandlers, handler)

async function connect(): Promise<void> {
  const { io } = await import('socket.io-client')
  if (socket || !session.user.value) return
  socket = io({ transports: ['websocket'], reconnectionDelay: 2000, reconnectionDelayMax: 60_000 })
  socket.on('connect', () => { heardAt = Date.now(); live.value = true; void pull.now() })
  socket.onAny(() => { heardAt = Date.now() })
  socket.on('disconnect', () => { live.value = false })
  socket.on('poke', () => void pull.now())
  socket.on('progress', (progress: Progress) => progressHandlers.forEach((handler) => handler(progress)))
  socket.on('positions', (positions: Position[]) => positionHandlers.forEach((handler) => handler(positions)))
}

function disconnect(): void {
  socket?.disconnect()
  socket = null
  live.value = false
}

/** Lets go of a line that is silent, and tries a new one at once. */
export const renew = (): void => { socket?.disconnect().connect() }

/** Keeps a socket open while somebody is signed in. */
export function openSocket(): void {
  effect(() => {
    const user = session.user.value
    if (user && !session.expired.value) void connect().catch(() => undefined)
    else disconnect()
  })
}
