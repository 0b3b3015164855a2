/** What does another plan mean, courier by courier and stop by stop? Pure. */
import type { DifferenceRow, OrderRow, ReplanRow, RouteRow } from '../contract'
import type { Waiting } from './rules'

/** What one courier gets, gives and serves in another order; figures are what is more than now (less: negative). */
export interface CourierChange {
  route_id: string
  courier: string
  gained: number
  lost: number
  reordered: number
  work_s: number
  travel_m: number
}

/** A stop that would have another courier, or with the same one another place; null is nobody. */
export interface StopChange {
  order_id: string
  address: string
  from: string | null
  to: string | null
}

export interface Changes {
  work_s: number
  travel_m: number
  late_before: number
  late_after: number
  couriers: CourierChange[]
  stops: StopChange[]
}

type Routes = ReadonlyMap<string, Pick<RouteRow, 'courier'>>
type Orders = ReadonlyMap<string, Pick<OrderRow, 'address' | 'number'>>

/** Couriers by name; only those who get, give or reorder something. */
export function changesOf(of: DifferenceRow, routes: Routes, orders: Orders): Changes {
  const name = (id: string | null) => (id === null ? null : routes.get(id)?.courier ?? '–')
  const couriers = of.routes
    .map((one) => ({
      route_id: one.route_id,
      courier: name(one.route_id) ?? '–',
      gained: one.gained.length,
      lost: one.lost.length,
      reordered: one.reordered.length,
      work_s: one.work_s,
      travel_m: one.travel_m,
    }))
    .filter((one) => one.gained + one.lost + one.reordered > 0)
    .sort((a, b) => a.courier.localeCompare(b.courier))
  const again = of.routes.flatMap((one) =>
    one.reordered.map((order_id) => ({ order_id, old: one.route_id, new: one.route_id })))
  const stops = [...of.moved, ...again].map(({ order_id, old, new: to }) => {
    const order = orders.get(order_id)
    return { order_id, address: order?.address ?? order?.number ?? '–', from: name(old), to: name(to) }
  })
  return {
    work_s: of.work_s, travel_m: of.travel_m, couriers, stops,
    late_before: of.late_before.length, late_after: of.late_after.length,
  }
}

const AFTER: Record<string, ReplanRow['status']> = {
  apply_replan: 'applied', undo_replan: 'undone', discard_replan: 'discarded',
}

/** The newest of a day with what this device has asked for already done to it; null: none that still matters. */
export function replanOf(rows: Iterable<ReplanRow>, waiting: readonly Waiting[], day: string): ReplanRow | null {
  const known = new Map([...rows].map((row) => [row.id, row]))
  for (const { name, args, at } of waiting) {
    const { replan_id: id, on } = args as { replan_id?: string; on?: string }
    if (id === undefined) continue
    const row = known.get(id)
    const status = AFTER[name]
    if (name === 'request_replan' && !row && on) {
      known.set(id, { id, on, status: 'requested', failure: null, requested_at: at, budget_s: 0, source: null, difference: null })
    } else if (row && status) known.set(id, { ...row, status })
  }
  const newest = [...known.values()]
    .filter((row) => row.on === day && row.status !== 'discarded')
    .sort((a, b) => b.requested_at.localeCompare(a.requested_at) || b.id.localeCompare(a.id))[0]
  return newest ?? null
}
