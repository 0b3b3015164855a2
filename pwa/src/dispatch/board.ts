/** What does the plan screen show: which plan, which routes, who is late, what was left out? Pure. */
import type { OrderRow, PlanRow, RouteRow, StopRow, UserRow } from '../contract'
import { expected } from './eta'
import { canGo } from './filter'
import { byRoute, isDone, type Desk } from './rules'

/** One stop of a route with what the dispatcher needs to judge it. */
export interface Visit {
  stop: StopRow
  order: OrderRow | undefined
  /** When he comes, judged by the last mark and the present time; when he came, for a stop that is done. */
  expected_at: string | null
  late_s: number
}

/** One courier's route with its totals. */
export interface Lane {
  route: RouteRow
  visits: Visit[]
  weight_g: number
  parcels: number
  capacity_g: number | null
  capacity_parcels: number | null
  done: number
  late: number
  /** Which of his ways of the day this is, from 1; 0 where there is but one. */
  trip: number
}

/** An order that is on no route, and why. */
export interface LeftOut {
  order: OrderRow
  reason: string
  detail: Record<string, unknown>
}

export interface Totals {
  routes: number
  stops: number
  late: number
  left_out: number
  travel_m: number
  violations: number
}

const LIVE_PLANS = ['requested', 'ready', 'published', 'failed']
const LIVE_ROUTES = new Set(['draft', 'published', 'started', 'finished', 'closed'])

/** Seconds after the window's end at which the courier comes or came; 0 when in time or when that is not known. */
export function lateness(came: string | null, order: OrderRow | undefined): number {
  if (!order || !came) return 0
  return Math.max(0, Math.round((Date.parse(came) - Date.parse(order.window_to_at)) / 1000))
}

/** Seconds the courier stands before the window opens, as planned. */
export function waiting(stop: StopRow, order: OrderRow | undefined): number {
  if (!order || !stop.arrive_at || isDone(stop)) return 0
  return Math.max(0, Math.round((Date.parse(order.window_from_at) - Date.parse(stop.arrive_at)) / 1000))
}

/** Plans of a day that still mean something, newest first. */
export function plansOf(plans: Iterable<PlanRow>, on: string): PlanRow[] {
  return [...plans]
    .filter((plan) => plan.on === on && LIVE_PLANS.includes(plan.status))
    .sort((a, b) => b.requested_at.localeCompare(a.requested_at) || b.id.localeCompare(a.id))
}

type Users = ReadonlyMap<string, UserRow>

function laneOf(desk: Desk, route: RouteRow, stops: readonly StopRow[], users: Users, now_ms: number): Lane {
  const courier = users.get(route.courier_id)
  const coming = expected(route.status, stops, desk.orders, now_ms)
  const visits = stops.map((stop) => {
    const order = desk.orders.get(stop.order_id)
    const expected_at = stop.done_at ?? coming.get(stop.id) ?? null
    return { stop, order, expected_at, late_s: lateness(expected_at, order) }
  })
  return {
    route,
    visits,
    weight_g: visits.reduce((sum, v) => sum + (v.order?.weight_g ?? 0), 0),
    parcels: visits.reduce((sum, v) => sum + (v.order?.parcels ?? 0), 0),
    capacity_g: courier?.capacity_g ?? null,
    capacity_parcels: courier?.capacity_parcels ?? null,
    done: visits.filter((v) => isDone(v.stop)).length,
    late: visits.filter((v) => v.late_s > 0).length,
    trip: 0,
  }
}

/** Who goes out twice has his ways numbered. */
function numbered(lanes: Lane[]): Lane[] {
  return lanes.map((lane) => {
    const his = lanes.filter((other) => other.route.courier_id === lane.route.courier_id && other.route.on === lane.route.on)
    return his.length > 1 ? { ...lane, trip: his.indexOf(lane) + 1 } : lane
  })
}

/** Routes of plans, by the courier's name. `now_ms`: who has not come by now comes later than he was timed. */
export function lanesOf(desk: Desk, users: Users, planIds: ReadonlySet<string>, now_ms: number): Lane[] {
  const stops = byRoute(desk.stops)
  const wanted = [...desk.routes.values()].filter((route) => planIds.has(route.plan_id) && LIVE_ROUTES.has(route.status))
  const begins = (route: RouteRow) => route.depart_at ?? ''
  return numbered(wanted
    .sort((a, b) => a.courier.localeCompare(b.courier) || begins(a).localeCompare(begins(b)) || a.id.localeCompare(b.id))
    .map((route) => laneOf(desk, route, stops.get(route.id) ?? [], users, now_ms)))
}

function onRoute(desk: Desk): Set<string> {
  const orders = new Set<string>()
  for (const stop of desk.stops.values()) {
    const route = desk.routes.get(stop.route_id)
    if (route && LIVE_ROUTES.has(route.status)) orders.add(stop.order_id)
  }
  return orders
}

/** Orders of the plan's day on no route: those the plan named with its reason, those that came after it, those
 * whose goods are still to come. */
export function leftOut(desk: Desk, plan: PlanRow): LeftOut[] {
  const taken = onRoute(desk)
  const named = new Map<string, LeftOut>()
  for (const { order_id, reason, detail } of plan.unassigned) {
    const order = desk.orders.get(order_id)
    if (order && order.status !== 'cancelled' && !taken.has(order_id)) {
      named.set(order_id, { order, reason, detail: detail as Record<string, unknown> })
    }
  }
  const later = [...desk.orders.values()]
    .filter((o) => o.delivery_on === plan.on && !taken.has(o.id) && !named.has(o.id))
    .flatMap((order) => {
      if (canGo(order)) return { order, reason: 'not-planned', detail: {} }
      return order.status === 'short' ? { order, reason: 'waits-for-goods', detail: {} } : []
    })
  return [...named.values(), ...later]
}

/** What publishing (or looking) is about, in numbers. */
export function totals(lanes: readonly Lane[], left: readonly LeftOut[]): Totals {
  const used = lanes.filter((lane) => lane.visits.length > 0)
  return {
    routes: used.length,
    stops: used.reduce((n, lane) => n + lane.visits.length, 0),
    late: lanes.reduce((n, lane) => n + lane.late, 0),
    left_out: left.length,
    travel_m: lanes.reduce((n, lane) => n + lane.route.travel_m, 0),
    violations: lanes.reduce((n, lane) => n + lane.route.violations.length, 0),
  }
}

/** Where a stop may stand in a route: behind everything that was visited already, and behind a locked head. */
export function firstFree(visits: readonly Visit[]): number {
  return visits.reduce((free, { stop }, at) => (isDone(stop) || stop.locked === 'head' ? at + 1 : free), 0)
}

/** May this visit change places with the one above (-1) or below (+1)? */
export function mayShift(visits: readonly Visit[], at: number, by: -1 | 1): boolean {
  const visit = visits[at]
  const to = at + by
  return !!visit && !isDone(visit.stop) && visit.stop.locked !== 'head' && to >= firstFree(visits) && to < visits.length
}

/** The day to open at: the first from today on that has a plan or orders to plan; today when there is none. */
export function dayToPlan(desk: Pick<Desk, 'orders' | 'plans'>, today: string): string {
  const busy = [
    ...[...desk.plans.values()].filter((plan) => plan.status !== 'discarded').map((plan) => plan.on),
    ...[...desk.orders.values()].filter(canGo).map((order) => order.delivery_on),
  ]
  return busy.filter((on) => on >= today).sort()[0] ?? today
}

/** The hub's date at a moment (milliseconds), plus some days: "2026-11-21". */
export function dayIn(tz: string, at_ms: number, plusDays = 0): string {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: tz, dateStyle: 'short' }).format(at_ms)
  const day = new Date(`${today}T12:00:00Z`)
  day.setUTCDate(day.getUTCDate() + plusDays)
  return day.toISOString().slice(0, 10)
}

/** Where a stop would stand in another route by the times: before the first one that is reached later. */
export function suggestPosition(visits: readonly Visit[], order: OrderRow | undefined, arriveAt: string | null): number {
  const free = firstFree(visits)
  const wished = arriveAt ?? order?.window_from_at
  if (!wished) return visits.length
  const later = visits.findIndex((v, at) => at >= free && v.stop.arrive_at !== null && v.stop.arrive_at > wished)
  return later < 0 ? visits.length : later
}

/** Where travel times came from, part by part. `factor` stretches straight lines, `vehicles` are those named. */
export interface Source {
  kind: 'roads' | 'circle' | 'other'
  factor: string
  vehicles: string[]
  text: string
}

/** "osrm:bicycle", "great circle x 1.3", "bicycle: osrm; foot: great circle x 1.3": what a plan says of its times. */
export function sourcesOf(source: string): Source[] {
  return source.split(/[;+]/).map((part) => part.trim()).filter(Boolean).map((text) => {
    const circle = /great.?circle\s*[x×]\s*([\d.]+)/i.exec(text)
    const roads = /osrm|valhalla|road/i.test(text)
    const vehicles = ['bicycle', 'foot', 'car'].filter((vehicle) => new RegExp(`\\b${vehicle}\\b`).test(text))
    return { kind: circle ? 'circle' : roads ? 'roads' : 'other', factor: circle?.[1] ?? '', vehicles, text }
  })
}
