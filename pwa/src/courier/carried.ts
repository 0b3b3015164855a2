// Which parcels are still to be loaded, and which must come back? What he answers for, beyond the next stop. Pure.
import type { OrderRow, ParcelRow } from '../contract'
import { due, handedOver, loadingOf, type Loading, splitOrders, unpackedOf } from '../kernel/loading'
import { isDone, type Rows, stopsOf } from './rules'

/** His among the parcels a phone holds: whoever also works in the building sees everybody's there. */
export function ownParcels(rows: Rows, seesOthers: boolean): Rows['parcels'] {
  if (!seesOthers) return rows.parcels
  const orders = new Set([...rows.stops.values()].filter((stop) => rows.routes.has(stop.route_id)).map((stop) => stop.order_id))
  return new Map([...rows.parcels].filter(([, { order_id, route_id }]) =>
    orders.has(order_id) || (route_id !== null && rows.routes.has(route_id))))
}

export interface Load {
  at: Loading
  /** Orders that leave now, and those of which only a part is in. */
  leaving: string[]
  split: OrderRow[]
  /** Orders that stay in the building if he sets out now, first stop first. */
  staying: OrderRow[]
  /** Of these, the ones that nobody has packed yet. */
  unpacked: OrderRow[]
}

/** How far the loading of a route has come. */
export function loadOf(rows: Rows, routeId: string): Load {
  const at = loadingOf(rows, routeId)
  const leaving = handedOver(at)
  const order = (id: string) => rows.orders.get(id)
  const isOrder = (found: OrderRow | undefined): found is OrderRow => found !== undefined
  const waiting = stopsOf(rows, routeId).filter((stop) => !isDone(stop) && order(stop.order_id)?.status !== 'loaded')
  return {
    at, leaving, split: splitOrders(at).map(order).filter(isOrder),
    staying: waiting.filter((stop) => !leaving.includes(stop.order_id)).map((stop) => order(stop.order_id)).filter(isOrder),
    unpacked: unpackedOf(rows, routeId).map((each) => each.order),
  }
}

/** Parcels of a route under way that wait for him in the building: somebody has added a stop. */
export const added = (rows: Rows, routeId: string): number =>
  (rows.routes.get(routeId)?.status === 'started' ? due(loadingOf(rows, routeId)).length + loadingOf(rows, routeId).loaded.length : 0)

export interface Carried { parcel: ParcelRow; order: OrderRow | undefined }

/** Parcels that left with him and go to no door any more: he answers for them until they are scanned in (P11). */
export function toBringBack(rows: Rows): Carried[] {
  const going = new Set([...rows.stops.values()]
    .filter((stop) => !isDone(stop) && rows.orders.get(stop.order_id)?.status === 'loaded').map((stop) => stop.order_id))
  return [...rows.parcels.values()].filter((parcel) => parcel.status === 'out' && !going.has(parcel.order_id))
    .map((parcel) => ({ parcel, order: rows.orders.get(parcel.order_id) }))
    .sort((a, b) => (a.order?.number ?? '').localeCompare(b.order?.number ?? '') || a.parcel.n - b.parcel.n)
}
