/** When does a courier come to each door, judged by his last mark and by the time it is now? Pure. */
import type { OrderRow, RouteStatus, StopRow } from '../contract'

const OPEN = new Set<StopRow['status']>(['planned', 'en_route', 'arrived'])
const ON_THE_WAY = new Set<RouteStatus>(['started', 'finished'])

/** Milliseconds that he spends at a door once he may begin: as long as he was timed to stay. */
function stay(stop: StopRow, order: OrderRow | undefined): number {
  if (!stop.arrive_at || !stop.leave_at) return 0
  return Math.max(0, Date.parse(stop.leave_at) - begins(Date.parse(stop.arrive_at), order))
}

const begins = (comes: number, order: OrderRow | undefined): number =>
  Math.max(comes, order ? Date.parse(order.window_from_at) : comes)

/** The door at which he stands now: where he arrived after all that he has done. */
function standing(stops: readonly StopRow[]): StopRow | undefined {
  const done = stops.reduce((last, stop) => (stop.done_at && stop.done_at > last ? stop.done_at : last), '')
  return stops
    .filter((stop) => stop.status === 'arrived' && stop.arrive_at !== null && stop.arrive_at >= done)
    .sort((a, b) => b.arrive_at!.localeCompare(a.arrive_at!))[0]
}

/**
 * By stop, when he will have come (ISO). The server times a route from each mark; between two marks time goes on:
 * who has not come by now comes at the earliest now, who has not even set out needs the whole way, and whoever is
 * after him waits accordingly. A stop without a time has none here.
 */
export function expected(
  status: RouteStatus, stops: readonly StopRow[], orders: ReadonlyMap<string, OrderRow>, now_ms: number,
): Map<string, string> {
  const coming = new Map<string, string>()
  const door = standing(stops)
  let free: number | null = null // from when on he can be on his way to the next door
  for (const stop of door ? [door, ...stops.filter((other) => other !== door)] : stops) {
    if (!OPEN.has(stop.status) || !stop.arrive_at) continue
    const timed = Date.parse(stop.arrive_at)
    const order = orders.get(stop.order_id)
    const here = stop === door
    const way = stop.travel_s * 1000
    const earliest: number = free !== null ? free + way : ON_THE_WAY.has(status) ? now_ms : now_ms + way
    const comes: number = here ? timed : Math.max(timed, earliest)
    coming.set(stop.id, new Date(comes).toISOString())
    const leaves: number = begins(comes, order) + stay(stop, order)
    free = here ? Math.max(leaves, now_ms) : leaves
  }
  return coming
}
