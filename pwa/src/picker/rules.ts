/** What does the storekeeper prepare and what does he take back? Pure. */
import type { OrderRow, ReturnOrder, RouteRow, StopRow } from '../contract'

/** A route to prepare: its orders in the order of loading (the last stop goes in first). */
export interface Load {
  route: RouteRow
  orders: OrderRow[]
}

/** Drafts may still be thrown away; what was published is to be prepared. */
const TO_PREPARE = new Set(['published'])

export interface Building {
  orders: ReadonlyMap<string, OrderRow>
  routes: ReadonlyMap<string, RouteRow>
  stops: ReadonlyMap<string, StopRow>
}

// One that has no time yet comes last; Number.MAX_VALUE because Infinity - Infinity is no number to sort by.
const leaves = (route: RouteRow) => (route.depart_at ? Date.parse(route.depart_at) : Number.MAX_VALUE)

/** Routes that have not left yet, by departure, with their orders in reverse order of the stops. */
export function loads({ orders, routes, stops }: Building): Load[] {
  const byRoute = new Map<string, StopRow[]>()
  for (const stop of stops.values()) byRoute.set(stop.route_id, [...(byRoute.get(stop.route_id) ?? []), stop])
  return [...routes.values()]
    .filter((route) => TO_PREPARE.has(route.status))
    .sort((a, b) => leaves(a) - leaves(b) || a.courier.localeCompare(b.courier))
    .map((route) => ({ route, orders: backwards(byRoute.get(route.id) ?? [], orders) }))
    .filter((load) => load.orders.length > 0)
}

function backwards(stops: StopRow[], orders: ReadonlyMap<string, OrderRow>): OrderRow[] {
  return stops
    .sort((a, b) => b.position - a.position)
    .flatMap((stop) => orders.get(stop.order_id) ?? [])
    .filter((order) => order.status === 'ready')
}

/** Orders not handed over whose goods are still with the courier, by number. */
export function awaited(orders: Iterable<OrderRow>, returned: ReadonlySet<string>): OrderRow[] {
  return [...orders]
    .filter((order) => order.status === 'failed' && !returned.has(order.id))
    .sort((a, b) => a.number.localeCompare(b.number))
}

/** The ids that waiting return_order commands speak of. */
export function returning(waiting: readonly { name: string; args: unknown }[]): Set<string> {
  return new Set(waiting.filter((c) => c.name === 'return_order').map((c) => (c.args as ReturnOrder).order_id))
}

/** An order by its number as a scanner or a hand gives it: case and blanks do not matter. */
export function byNumber(orders: Iterable<OrderRow>, code: string): OrderRow | null {
  const wanted = code.replace(/\s+/g, '').toLowerCase()
  for (const order of orders) if (order.number.replace(/\s+/g, '').toLowerCase() === wanted) return order
  return null
}
