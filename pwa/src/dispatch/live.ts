// What moves without a pull? Plan progress and courier positions, by socket or, when it is away, by asking.
import { computed, signal, type ReadonlySignal } from '@preact/signals'
import { api, ApiProblem } from '../kernel/api'
import { serverNow } from '../kernel/clock'
import { pull } from '../kernel/pull'
import { connected, onPositions, onProgress, type Position, type Progress } from '../kernel/socket'
import { desk } from './ctrl'
import { ageOf, ageSeconds, type Age } from './geo'

const POLL_PLAN_MS = 2000
const POLL_POSITIONS_MS = 15_000

/** The last known place of a courier; `queue` is there when the server knows what his phone still holds. */
export interface Seen extends Position { queue?: { length: number; oldest_at: string | null } | null }

const progressById = signal<ReadonlyMap<string, Progress>>(new Map())
const seen = signal<ReadonlyMap<string, Seen>>(new Map())
const failing = signal(false)

export const progress: ReadonlySignal<ReadonlyMap<string, Progress>> = progressById
export const positions: ReadonlySignal<ReadonlyMap<string, Seen>> = seen
/** True while the last question for positions went unanswered. */
export const positionsFailing: ReadonlySignal<boolean> = failing

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
  ]
  void askPositions()
  const plans = setInterval(() => {
    if (!document.hidden && planning.value && !connected.value) void pull.now()
  }, POLL_PLAN_MS)
  const places = setInterval(() => {
    if (!document.hidden && !connected.value) void askPositions()
  }, POLL_POSITIONS_MS)
  return () => {
    stops.forEach((stop) => stop())
    clearInterval(plans)
    clearInterval(places)
  }
}
