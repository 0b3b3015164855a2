// What is true for the courier right now? The pulled rows with his own unsent marks replayed over them. Pure.
import type {
  ArriveStop, DeliverStop, FailStop, OrderRow, ParcelRow, RouteRow, ShiftRow, StartRoute, StopRow, StopStatus,
} from '../contract'
import { PARCEL_STEPS, STOP_STEPS } from '../contract'
import { replayLoads } from '../kernel/loading'

export interface Rows {
  routes: ReadonlyMap<string, RouteRow>
  stops: ReadonlyMap<string, StopRow>
  orders: ReadonlyMap<string, OrderRow>
  shifts: ReadonlyMap<string, ShiftRow>
  parcels: ReadonlyMap<string, ParcelRow>
}
export interface Mark { name: string; args: Record<string, unknown>; at: string; actor: string }
type Held = { [K in keyof Rows]: Map<string, Rows[K] extends ReadonlyMap<string, infer R> ? R : never> }

const DONE: ReadonlySet<StopStatus> = new Set(['delivered', 'failed'])
const LIVE: ReadonlySet<string> = new Set(['published', 'started', 'finished'])

export const isDone = (stop: StopRow): boolean => DONE.has(stop.status)

/** His among the routes a phone holds: whoever also works at a desk sees everybody's there. */
export const ownRoutes = (routes: Rows['routes'], courierId: string): Rows['routes'] =>
  new Map([...routes].filter(([, route]) => route.courier_id === courierId))

/** The stops of a route, first to last. */
export const stopsOf = (rows: Rows, routeId: string): StopRow[] =>
  [...rows.stops.values()].filter((stop) => stop.route_id === routeId).sort((a, b) => a.position - b.position)

/** The parcels of an order whose labels are good, first to last. */
export const parcelsOf = (rows: Rows, orderId: string): ParcelRow[] =>
  [...rows.parcels.values()].filter((parcel) => parcel.order_id === orderId && parcel.status !== 'back').sort((a, b) => a.n - b.n)

function stepStop(held: Held, id: string, action: string, change: Partial<StopRow> = {}): StopRow | null {
  const stop = held.stops.get(id)
  const status = stop && STOP_STEPS[stop.status]?.[action]
  if (!stop || !status) return null
  const next = { ...stop, ...change, status }
  held.stops.set(id, next)
  return next
}

/** On a started route the first open stop is the one he is on his way to; without an open stop it is finished. */
function goOn(held: Held, routeId: string): void {
  const route = held.routes.get(routeId)
  if (!route || !LIVE.has(route.status)) return
  const open = stopsOf(held, routeId).filter((stop) => !isDone(stop))
  if (!open.length) held.routes.set(routeId, { ...route, status: 'finished' })
  else if (route.status === 'started') stepStop(held, open[0]!.id, 'set_out')
}

function setOrder(held: Held, id: string, status: OrderRow['status']): void {
  const order = held.orders.get(id)
  if (order && order.status !== 'delivered') held.orders.set(id, { ...order, status })
}

function stepParcels(held: Held, orderId: string, action: string): void {
  for (const parcel of parcelsOf(held, orderId)) {
    const status = PARCEL_STEPS[parcel.status]?.[action]
    if (status) held.parcels.set(parcel.id, { ...parcel, status })
  }
}

/** An order leaves when every one of its parcels was scanned onto the route; else it stays in the building. */
function handOver(held: Held, orderId: string, routeId: string): void {
  const parcels = parcelsOf(held, orderId)
  const scanned = parcels.every((parcel) => parcel.status === 'loaded' && parcel.route_id === routeId)
  if (held.orders.get(orderId)?.status !== 'packed' || !parcels.length || !scanned) return
  setOrder(held, orderId, 'loaded')
  stepParcels(held, orderId, 'leave')
}

/** At the first start what he leaves behind is off the route; later ones only add to what he carries. */
function startRoute(held: Held, { route_id, order_ids }: StartRoute): void {
  const route = held.routes.get(route_id)
  if (!route || !LIVE.has(route.status)) return
  const taken = new Set(order_ids)
  for (const id of taken) handOver(held, id, route_id)
  for (const parcel of held.parcels.values()) {
    if (parcel.route_id === route_id && parcel.status === 'loaded') {
      held.parcels.set(parcel.id, { ...parcel, status: 'packed', route_id: null })
    }
  }
  if (route.status === 'published') {
    for (const stop of stopsOf(held, route_id)) {
      if (!taken.has(stop.order_id) && !isDone(stop)) held.stops.delete(stop.id)
    }
    held.routes.set(route_id, { ...route, status: 'started' })
  }
  goOn(held, route_id)
}

function close(held: Held, args: DeliverStop | FailStop, at: string, action: 'deliver' | 'fail'): void {
  const change = action === 'deliver'
    ? { tender: (args as DeliverStop).tender, collected_minor: (args as DeliverStop).amount_minor }
    : { fail_reason: (args as FailStop).reason }
  const stop = stepStop(held, args.stop_id, action, { ...change, done_at: at })
  if (!stop) return
  setOrder(held, args.order_id, action === 'deliver' ? 'delivered' : 'failed')
  if (action === 'deliver') stepParcels(held, args.order_id, 'deliver')
  goOn(held, stop.route_id)
}

const REDUCERS: Record<string, (held: Held, args: never, mark: Mark) => void> = {
  start_shift(held, { shift_id: id }: { shift_id: string }, { actor, at }) {
    if (!held.shifts.has(id)) {
      held.shifts.set(id, { id, courier_id: actor, status: 'open', started_at: at, ended_at: null })
    }
  },
  end_shift(held, { shift_id: id }: { shift_id: string }, { at }) {
    const shift = held.shifts.get(id)
    if (shift?.status === 'open') held.shifts.set(id, { ...shift, status: 'ended', ended_at: at })
  },
  accept_route(held, { route_id: id, revision }: { route_id: string; revision: number }) {
    const route = held.routes.get(id)
    if (route) held.routes.set(id, { ...route, accepted_revision: Math.max(route.accepted_revision ?? 0, revision) })
  },
  load_parcel(held, _: never, mark) { held.parcels = replayLoads(held.parcels, [mark]) },
  unload_parcel(held, _: never, mark) { held.parcels = replayLoads(held.parcels, [mark]) },
  start_route(held, args: StartRoute) { startRoute(held, args) },
  arrive_stop(held, { stop_id }: ArriveStop) { stepStop(held, stop_id, 'arrive') },
  deliver_stop(held, args: DeliverStop, { at }) { close(held, args, at, 'deliver') },
  fail_stop(held, args: FailStop, { at }) { close(held, args, at, 'fail') },
}

/** Rows as they will be once the server has taken the marks; a mark already in the rows changes nothing. */
export function replay(rows: Rows, marks: readonly Mark[]): Rows {
  const held: Held = {
    routes: new Map(rows.routes), stops: new Map(rows.stops), orders: new Map(rows.orders), shifts: new Map(rows.shifts),
    parcels: new Map(rows.parcels),
  }
  for (const mark of marks) REDUCERS[mark.name]?.(held, mark.args as never, mark)
  return held
}

/** The shift he is working, if any. */
export const openShift = (rows: Rows, courierId: string): ShiftRow | null =>
  [...rows.shifts.values()].filter((shift) => shift.courier_id === courierId && shift.status === 'open')
    .sort((a, b) => b.started_at.localeCompare(a.started_at))[0] ?? null

/** Routes he carries or will carry, the one under way first. */
export function liveRoutes(rows: Rows): RouteRow[] {
  const rank = (route: RouteRow) => ['started', 'published', 'finished'].indexOf(route.status)
  return [...rows.routes.values()].filter((route) => LIVE.has(route.status))
    .sort((a, b) => rank(a) - rank(b) || a.on.localeCompare(b.on) || (a.depart_at ?? '').localeCompare(b.depart_at ?? ''))
}

/** Whether the sheet has changed since the courier read it. */
export const unread = (route: RouteRow): boolean => (route.accepted_revision ?? -1) < route.revision

export interface NextStop { route: RouteRow; stop: StopRow; order: OrderRow; number: number; of: number }

/** A stop with its order and its place on the route; null when it is not his any more. */
export function stopById(rows: Rows, id: string): NextStop | null {
  const stop = rows.stops.get(id)
  const order = stop && rows.orders.get(stop.order_id)
  const route = stop && rows.routes.get(stop.route_id)
  if (!stop || !order || !route) return null
  const all = stopsOf(rows, route.id)
  return { route, stop, order, number: all.findIndex((other) => other.id === id) + 1, of: all.length }
}

/** The first open stop of the route under way whose goods he has with him. */
export function nextStop(rows: Rows): NextStop | null {
  for (const route of liveRoutes(rows).filter((each) => each.status === 'started')) {
    const stop = stopsOf(rows, route.id).find((each) => !isDone(each) && rows.orders.get(each.order_id)?.status === 'loaded')
    const found = stop && stopById(rows, stop.id)
    if (found) return found
  }
  return null
}

export interface Totals { delivered: number; failed: number; open: number; cash: Map<string, number>; card: Map<string, number> }

/** The routes he carries and those of the day whose sheet the desk has closed. */
export const daysRoutes = (rows: Rows): RouteRow[] =>
  [...liveRoutes(rows), ...[...rows.routes.values()].filter((route) => route.status === 'closed')]

/** What he did, and sums by currency of routes whose money is not yet settled. */
export function totals(rows: Rows): Totals {
  const sums: Totals = { delivered: 0, failed: 0, open: 0, cash: new Map(), card: new Map() }
  for (const route of daysRoutes(rows)) {
    for (const stop of stopsOf(rows, route.id)) {
      if (stop.status === 'delivered') sums.delivered += 1
      else if (stop.status === 'failed') sums.failed += 1
      else if (route.status !== 'closed') sums.open += 1
      if (route.status === 'closed') continue
      const currency = rows.orders.get(stop.order_id)?.currency
      const purse = stop.tender === 'cash' ? sums.cash : stop.tender === 'card' ? sums.card : null
      if (purse && currency) purse.set(currency, (purse.get(currency) ?? 0) + (stop.collected_minor ?? 0))
    }
  }
  return sums
}
