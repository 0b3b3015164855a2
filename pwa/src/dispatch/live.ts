// What moves without a pull? Plan progress and courier positions, by the live line or, when it is cut, by asking.
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals'
import { api, ApiProblem } from '../kernel/api'
import { serverNow } from '../kernel/clock'
import { pull } from '../kernel/pull'
import { connected, lastHeard, onPositions, onProgress, renew, type Position, type Progress } from '../kernel/socket'
import { desk } from './ctrl'
import { ageOf, ageSeconds, type Age } from './geo'

const POLL_PLAN_MS = 2000
const POLL_MS = 5000 // while no live line holds
// The server says something every second. A line that died without a word is known by its silence.
const SILENT_MS = 3500
const DEAD_MS = 8000

/** The last known place of a courier; `queue` is there when the server knows what his phone still holds. */
export interface Seen extends Position { queue?: { length: number; oldest_at: string | null } | null }

const progressById = signal<ReadonlyMap<string, Progress>>(new Map())
const seen = signal<ReadonlyMap<string, Seen>>(new Map())
const failing = signal(false)
const cut = signal(false)

export const progress: ReadonlySignal<ReadonlyMap<string, Progress>> = progressById
export const positions: ReadonlySignal<ReadonlyMap<string, Seen>> = seen
/** True while the last question for positions went unanswered. */
export const positionsFailing: ReadonlySignal<boolean> = failing

/** True while nothing arrives by itself: what is seen is as old as the last answer to a question. */
export const streamCut: ReadonlySignal<boolean> = cut

const planning = computed(() => [...desk.value.plans.values()].some((plan) => plan.status === 'requested'))

function take(fresh: readonly Seen[]): void {
  const all = new Map(seen.value)
  for (const position of fresh) all.set(position.courier_id, { ...all.get(position.courier_id), ...position })
  seen.value = all
}

export async function askPositions(): Promise<void> {
  try {
    take((await api.get<{ positions: Seen[] }>('/api/positions')).positions)
    failing.value = false
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem
    failing.value = true
  }
}

/** How old a courier's position is, in seconds (null: never seen) and by name. Ticks by itself. */
export function ageOfCourier(courierId: string): { seconds: number | null; age: Age } {
  const position = seen.value.get(courierId)
  const seconds = position ? ageSeconds(position.at, position.received_at, serverNow()) : null
  return { seconds, age: ageOf(seconds) }
}

/** Listens until the returned function is called. */
export function goLive(): () => void {
  const stops = [
    onProgress((p) => { progressById.value = new Map(progressById.value).set(p.plan_id, p) }),
    onPositions(take),
    effect(() => { if (connected.value) void askPositions() }), // what moved while the line was away
  ]
  void askPositions()
  const plans = setInterval(() => {
    if (!document.hidden && planning.value && !connected.value) void pull.now()
  }, POLL_PLAN_MS)
  const watching = setInterval(watch, 1000)
  const asking = setInterval(() => { if (!document.hidden && cut.value) void askAnyway() }, POLL_MS)
  return () => {
    stops.forEach((stop) => stop())
    for (const timer of [plans, watching, asking]) clearInterval(timer)
  }
}

let silentSince = Date.now() // or the start of the app: a line needs a moment

function watch(): void {
  if (connected.value) silentSince = Math.max(silentSince, lastHeard())
  const silent_ms = Date.now() - silentSince
  cut.value = silent_ms > SILENT_MS
  if (connected.value && silent_ms > DEAD_MS) renew()
}

/** By question and answer. When that works again, the line is tried at once, too. */
async function askAnyway(): Promise<void> {
  await Promise.all([askPositions(), pull.now()])
  if (!failing.value && !connected.value) renew()
}
