// What goes onto the vehicle next? As warehouse/loading.py says, of which this is the mirror:
// tests/contract/loading.json. And: what does a route's loading look like in the rows a phone holds? Pure.
import type { LoadParcel, OrderRow, OrderStatus, ParcelRow, RouteRow, StopRow, UnloadParcel } from '../contract'
import { PARCEL_STEPS } from '../contract'
import { parse } from './codes'
import { Wrong } from './wrong'

/** A parcel of the route: `position` is its stop's (0 is first), `order_id` whose parcel it is. */
export interface Load { code: string; order_id: string; position: number }

/** The route's packed parcels, the codes scanned in so far, and whose route other parcels are on (code -> words). */
export interface Loading {
  parcels: readonly Load[]
  loaded: readonly string[]
  elsewhere: readonly (readonly [code: string, whose: string])[]
}

const byCode = (one: Load, other: Load) => (one.code < other.code ? -1 : 1)

/** Parcels still to load, the last stop's first. */
export const due = (at: Loading): Load[] =>
  at.parcels.filter((parcel) => !at.loaded.includes(parcel.code))
    .sort((one, other) => other.position - one.position || byCode(one, other))

/** The state after a parcel, the parcel, and whether it was out of turn; throws Wrong, and nothing has changed. */
export function scan(at: Loading, text: string): { at: Loading; parcel: Load; outOfTurn: boolean } {
  const scanned = parse(text)
  const left = due(at)
  const expected = left[0]?.code ?? ''
  if (scanned.kind !== 'parcel') throw new Wrong('not-a-parcel', expected, text)
  if (at.loaded.includes(scanned.code)) throw new Wrong('already-loaded-parcel', expected, scanned.code)
  const parcel = left.find((each) => each.code === scanned.code)
  if (!parcel) {
    const whose = at.elsewhere.find(([code]) => code === scanned.code)?.[1]
    throw new Wrong('parcel-of-other-route', expected, whose || scanned.code)
  }
  const loaded = [...at.loaded, parcel.code]
  return { at: { ...at, loaded }, parcel, outOfTurn: parcel.position !== left[0]!.position }
}

/** Ids of the orders that leave: those with every parcel scanned, in the order of the stops. */
export function handedOver(at: Loading): string[] {
  const missing = new Set(due(at).map((parcel) => parcel.order_id))
  const all = [...at.parcels].sort((one, other) => one.position - other.position).map((parcel) => parcel.order_id)
  return [...new Set(all)].filter((id) => !missing.has(id))
}

/** Ids of orders of which only a part was scanned: that part must be taken off again. */
export function splitOrders(at: Loading): string[] {
  const missing = new Set(due(at).map((parcel) => parcel.order_id))
  const started = at.parcels.filter((parcel) => at.loaded.includes(parcel.code)).map((parcel) => parcel.order_id)
  return [...new Set(started)].filter((id) => missing.has(id)).sort()
}

// Rows ------------------------------------------------------------------------------------------------------

export interface LoadRows {
  routes: ReadonlyMap<string, RouteRow>
  stops: ReadonlyMap<string, StopRow>
  orders: ReadonlyMap<string, OrderRow>
  parcels: ReadonlyMap<string, ParcelRow>
}
export interface Unpacked { order: OrderRow; stop: StopRow }

const ON_SHELF: ReadonlySet<string> = new Set(['packed', 'loaded'])
/** Orders that may still be packed before the route leaves. */
const COMING: ReadonlySet<OrderStatus> = new Set<OrderStatus>(['new', 'reserved', 'short', 'picking'])

/** The open stops of a route, first to last. */
const openStops = ({ stops }: LoadRows, routeId: string): StopRow[] =>
  [...stops.values()].filter((stop) => stop.route_id === routeId && stop.status !== 'delivered' && stop.status !== 'failed')
    .sort((one, other) => one.position - other.position)

/** How far the loading of a route has come, by the rows. */
export function loadingOf(rows: LoadRows, routeId: string): Loading {
  const positions = new Map(openStops(rows, routeId).map((stop) => [stop.order_id, stop.position]))
  const couriers = new Map([...rows.stops.values()].map((stop) =>
    [stop.order_id, rows.routes.get(stop.route_id)?.courier ?? '']))
  const parcels: Load[] = []
  const loaded: string[] = []
  const elsewhere: [string, string][] = []
  for (const parcel of rows.parcels.values()) {
    const position = positions.get(parcel.order_id)
    const goes = ON_SHELF.has(parcel.status) && rows.orders.get(parcel.order_id)?.status === 'packed'
    if (position === undefined || !goes) elsewhere.push([parcel.code, couriers.get(parcel.order_id) ?? ''])
    else {
      parcels.push({ code: parcel.code, order_id: parcel.order_id, position })
      if (parcel.status === 'loaded' && parcel.route_id === routeId) loaded.push(parcel.code)
    }
  }
  return { parcels, loaded, elsewhere }
}

/** Orders of the route that have no parcels yet, the last stop's first. */
export const unpackedOf = (rows: LoadRows, routeId: string): Unpacked[] =>
  openStops(rows, routeId).reverse().flatMap((stop) => {
    const order = rows.orders.get(stop.order_id)
    return order && COMING.has(order.status) ? [{ order, stop }] : []
  })

/** Parcels as they will be once the server has taken these marks; one already in the rows changes nothing. */
export function replayLoads(parcels: ReadonlyMap<string, ParcelRow>,
  marks: readonly { name: string; args: unknown }[]): Map<string, ParcelRow> {
  const held = new Map(parcels)
  for (const { name, args } of marks) {
    if (name !== 'load_parcel' && name !== 'unload_parcel') continue
    const { parcel_id, route_id } = args as LoadParcel | UnloadParcel
    const parcel = held.get(parcel_id)
    const load = name === 'load_parcel'
    const status = parcel && PARCEL_STEPS[parcel.status]?.[load ? 'load' : 'unload']
    if (!parcel || !status || (!load && parcel.route_id !== route_id)) continue
    held.set(parcel_id, { ...parcel, status, route_id: load ? route_id : null })
  }
  return held
}
