/** What do rows look like in the tests of this app? Small makers, with only the fields a test speaks of given. */
import type { OrderRow, PlanRow, RouteRow, StopRow } from '../../../pwa/src/contract'
import type { Desk } from '../../../pwa/src/dispatch/rules'

export const order = (id: string, given: Partial<OrderRow> = {}): OrderRow => ({
  id,
  number: id.toUpperCase(),
  shop: 'shop',
  status: 'reserved',
  zone_id: 'z1',
  zone_reason: null,
  zone_by_hand: false,
  lat: 60.17,
  lon: 24.94,
  delivery_on: '2026-11-21',
  window_from_at: '2026-11-21T09:00:00Z',
  window_to_at: '2026-11-21T11:00:00Z',
  payment: 'cash',
  due_minor: 1000,
  total_minor: 1000,
  delivery_fee_minor: 0,
  currency: 'EUR',
  weight_g: 1500,
  parcels: 1,
  volume_ml: 0,
  tags: [],
  priority: 1,
  wished_from_at: null,
  wished_to_at: null,
  customer: 'Aino Mäkelä',
  phone: '+358 40 000',
  address: 'Katajanokka 3',
  note: null,
  lines: [],
  ...given,
})

export const plan = (id: string, given: Partial<PlanRow> = {}): PlanRow => ({
  id,
  on: '2026-11-21',
  status: 'ready',
  seed: 0,
  source: 'osrm:bicycle',
  failure: null,
  requested_at: '2026-11-21T06:00:00Z',
  orders: 3,
  unassigned: [],
  difference: null,
  ...given,
})

export const route = (id: string, given: Partial<RouteRow> = {}): RouteRow => ({
  id,
  plan_id: 'p1',
  courier_id: `c-${id}`,
  courier: `Courier ${id}`,
  on: '2026-11-21',
  status: 'draft',
  revision: 1,
  accepted_revision: null,
  sheet_code: `S${id}`,
  sheet_bars: [],
  depart_at: '2026-11-21T08:30:00Z',
  return_at: '2026-11-21T12:00:00Z',
  travel_s: 3600,
  travel_m: 8000,
  estimated: false,
  violations: [],
  breaks: [],
  line: null,
  turns: null,
  locked_at: null,
  ...given,
})

export const stop = (id: string, routeId: string, position: number, given: Partial<StopRow> = {}): StopRow => ({
  id,
  route_id: routeId,
  order_id: `o-${id}`,
  position,
  status: 'planned',
  arrive_at: '2026-11-21T10:00:00Z',
  leave_at: '2026-11-21T10:05:00Z',
  travel_s: 300,
  travel_m: 900,
  done_at: null,
  fail_reason: null,
  tender: null,
  collected_minor: null,
  locked: null,
  ...given,
})

const byId = <T extends { id: string }>(rows: T[] = []) => new Map(rows.map((row) => [row.id, row]))

export const desk = (given: {
  orders?: OrderRow[]
  plans?: PlanRow[]
  routes?: RouteRow[]
  stops?: StopRow[]
}): Desk => ({
  orders: byId(given.orders),
  plans: byId(given.plans),
  routes: byId(given.routes),
  stops: byId(given.stops),
  discrepancies: new Map(),
})
