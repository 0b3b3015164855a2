/** What will the pulled rows look like once the commands still waiting on this device are applied? Pure. */
import type {
  CommandArgs, CommandName, DiscrepancyRow, LockStop, OrderRow, PlanRow, RequestPlan, RouteRow, StopRow,
} from '../contract'

/** The rows a dispatcher works on, by id. */
export interface Desk {
  orders: ReadonlyMap<string, OrderRow>
  plans: ReadonlyMap<string, PlanRow>
  routes: ReadonlyMap<string, RouteRow>
  stops: ReadonlyMap<string, StopRow>
  discrepancies: ReadonlyMap<string, DiscrepancyRow>
}

/** As much of a waiting command as a reducer needs. */
export interface Waiting {
  name: string
  args: unknown
  at: string
}

type Reducers = { [N in CommandName]?: (desk: Desk, args: CommandArgs[N], at: string) => Desk }

const DONE = new Set(['delivered', 'failed'])

/** A stop that was visited stays where it was visited. */
export const isDone = (stop: StopRow): boolean => DONE.has(stop.status)

/** Stops of a route in the order of driving. */
export function stopsOf(stops: ReadonlyMap<string, StopRow>, routeId: string): StopRow[] {
  return [...stops.values()].filter((s) => s.route_id === routeId).sort((a, b) => a.position - b.position)
}

/** All stops, in the order of driving, by route. */
export function byRoute(stops: ReadonlyMap<string, StopRow>): Map<string, StopRow[]> {
  const routes = new Map<string, StopRow[]>()
  for (const stop of stops.values()) {
    const others = routes.get(stop.route_id)
    if (others) others.push(stop)
    else routes.set(stop.route_id, [stop])
  }
  for (const each of routes.values()) each.sort((a, b) => a.position - b.position)
  return routes
}

function patch<T>(rows: ReadonlyMap<string, T>, id: string, change: Partial<T>): ReadonlyMap<string, T> {
  const row = rows.get(id)
  return row ? new Map(rows).set(id, { ...row, ...change }) : rows
}

/** Renumber a route; times from the first changed stop on are unknown until the server has answered. */
function renumber(stops: Map<string, StopRow>, routeId: string, order: StopRow[]): void {
  const before = stopsOf(stops, routeId)
  let changed = false
  order.forEach((stop, position) => {
    changed ||= before[position]?.id !== stop.id
    const times = changed && !isDone(stop) ? { arrive_at: null, leave_at: null } : {}
    stops.set(stop.id, { ...stop, ...times, route_id: routeId, position })
  })
}

function place(all: ReadonlyMap<string, StopRow>, stop: StopRow, routeId: string, position: number) {
  const stops = new Map(all)
  const from = stops.get(stop.id)?.route_id
  const rest = stopsOf(stops, routeId).filter((s) => s.id !== stop.id)
  rest.splice(Math.min(position, rest.length), 0, stop)
  if (from && from !== routeId) {
    renumber(stops, from, stopsOf(stops, from).filter((s) => s.id !== stop.id))
  }
  renumber(stops, routeId, rest)
  return stops
}

function takeOff(desk: Desk, stopId: string): Desk {
  const stop = desk.stops.get(stopId)
  if (!stop) return desk
  const stops = new Map(desk.stops)
  renumber(stops, stop.route_id, stopsOf(stops, stop.route_id).filter((s) => s.id !== stopId))
  stops.delete(stopId)
  return { ...desk, stops }
}

function newStop(stopId: string, orderId: string, routeId: string): StopRow {
  return {
    id: stopId,
    order_id: orderId,
    route_id: routeId,
    position: 0,
    status: 'planned',
    arrive_at: null,
    leave_at: null,
    travel_s: 0,
    travel_m: 0,
    done_at: null,
    fail_reason: null,
    tender: null,
    collected_minor: null,
    locked: null,
  }
}

/** With the head of a route all open stops before it are locked, too. */
function locked(desk: Desk, { stop_id, how = null }: LockStop): Desk {
  const stop = desk.stops.get(stop_id)
  if (!stop) return desk
  const ahead = how === 'head'
    ? stopsOf(desk.stops, stop.route_id).filter((s) => !isDone(s) && s.position <= stop.position) : [stop]
  const stops = new Map(desk.stops)
  for (const each of ahead) stops.set(each.id, { ...each, locked: how })
  return { ...desk, stops }
}

function decide(desk: Desk, planId: string, status: 'published' | 'discarded'): Desk {
  const routes = new Map(desk.routes)
  for (const route of routes.values()) {
    if (route.plan_id === planId && route.status === 'draft') routes.set(route.id, { ...route, status })
  }
  return { ...desk, routes, plans: patch(desk.plans, planId, { status }) }
}

/** A new plan of a day throws the day's unpublished draft away. */
function requested(desk: Desk, args: RequestPlan, at: string): Desk {
  if (desk.plans.has(args.plan_id)) return desk
  const plan: PlanRow = {
    id: args.plan_id,
    on: args.on,
    status: 'requested',
    seed: args.seed ?? 0,
    source: null,
    failure: null,
    requested_at: at,
    orders: 0,
    unassigned: [],
    difference: null,
  }
  const drafts = [...desk.plans.values()].filter((other) => other.on === args.on && other.status === 'ready')
  const cleared = drafts.reduce((now, draft) => decide(now, draft.id, 'discarded'), desk)
  return { ...cleared, plans: new Map(cleared.plans).set(plan.id, plan) }
}

function zoned(desk: Desk, orderId: string, zoneId: string): Desk {
  const change = { zone_id: zoneId, zone_reason: null, zone_by_hand: true }
  return { ...desk, orders: patch(desk.orders, orderId, change) }
}

const REDUCERS: Reducers = {
  request_plan: requested,
  discard_plan: (desk, a) => decide(desk, a.plan_id, 'discarded'),
  publish_plan: (desk, a) => decide(desk, a.plan_id, 'published'),
  move_stop: (desk, a) => {
    const stop = desk.stops.get(a.stop_id)
    return stop ? { ...desk, stops: place(desk.stops, stop, a.route_id, a.position) } : desk
  },
  remove_stop: (desk, a) => takeOff(desk, a.stop_id),
  add_stop: (desk, a) => {
    if (desk.stops.has(a.stop_id)) return desk
    const stop = newStop(a.stop_id, a.order_id, a.route_id)
    return { ...desk, stops: place(desk.stops, stop, a.route_id, a.position) }
  },
  lock_stop: locked,
  lock_route: (desk, a, at) =>
    ({ ...desk, routes: patch(desk.routes, a.route_id, { locked_at: a.locked ? at : null }) }),
  set_zone: (desk, a) => zoned(desk, a.order_id, a.zone_id),
  set_point: (desk, a) => ({ ...desk, orders: patch(desk.orders, a.order_id, { lat: a.lat, lon: a.lon }) }),
  postpone_order: (desk, a) => ({ ...desk, orders: patch(desk.orders, a.order_id, { delivery_on: a.on }) }),
  cancel_order: (desk, a) => ({ ...desk, orders: patch(desk.orders, a.order_id, { status: 'cancelled' }) }),
  resolve_discrepancy: (desk, a, at) => ({
    ...desk,
    discrepancies: patch(desk.discrepancies, a.discrepancy_id, { resolved_at: at }),
  }),
}

// A command's args have the shape its name promises: the outbox only takes such pairs.
type Reduce = (desk: Desk, args: unknown, at: string) => Desk

/** Apply the waiting commands, in their order, over the pulled rows. Commands of other screens pass by. */
export function replay(desk: Desk, waiting: readonly Waiting[]): Desk {
  return waiting.reduce((now, command) => {
    const reduce = REDUCERS[command.name as CommandName] as Reduce | undefined
    return reduce ? reduce(now, command.args, command.at) : now
  }, desk)
}
