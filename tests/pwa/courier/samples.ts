// What rows do the courier's tests begin with? One route of three stops, all loaded, two of them paid at the door.
import type { OrderRow, ParcelRow, RouteRow, ShiftRow, StopRow } from '../../../pwa/src/contract'

export const order = (more: Partial<OrderRow> = {}): OrderRow => ({
  id: 'o1', number: 'W-1001', shop: 'corner', status: 'packed', zone_id: 'z1', zone_reason: null, zone_by_hand: false,
  lat: 60.17, lon: 24.94, delivery_on: '2026-11-21', window_from_at: '2026-11-21T16:00:00Z',
  window_to_at: '2026-11-21T18:00:00Z', payment: 'cash', due_minor: 3740, total_minor: 3740, delivery_fee_minor: 0,
  currency: 'EUR', weight_g: 1200, parcels: 1, volume_ml: 0, tags: [], priority: 1,
  wished_from_at: null, wished_to_at: null, customer: 'Aino', phone: '+358 40 123', address: 'Annankatu 1', note: 'Door code 12',
  lines: [], ...more,
})

export const stop = (more: Partial<StopRow> = {}): StopRow => ({
  id: 's1', route_id: 'r1', order_id: 'o1', position: 0, status: 'planned', arrive_at: null, leave_at: null, travel_s: 0,
  travel_m: 0, done_at: null, fail_reason: null, tender: null, collected_minor: null, locked: null, ...more,
})

export const route = (more: Partial<RouteRow> = {}): RouteRow => ({
  id: 'r1', plan_id: 'p1', courier_id: 'u1', courier: 'Lena', on: '2026-11-21', status: 'published', revision: 1,
  accepted_revision: null, sheet_code: 'WB7', sheet_bars: [[10, 2]], depart_at: '2026-11-21T15:00:00Z', return_at: '2026-11-21T19:00:00Z', travel_s: 0,
  travel_m: 0, estimated: false, violations: [], breaks: [], line: null, turns: null, locked_at: null, ...more,
})

/** A parcel of order `n`, one of `of`; its code is a real one. */
export const parcel = (n: number, more: Partial<ParcelRow> = {}): ParcelRow => ({
  id: `p${n}`, order_id: `o${n}`, code: CODES[n - 1]!, n: 1, of: 1, status: 'loaded', route_id: 'r1', weight_g: 1200, units: [], ...more,
})
const CODES = ['PNBR3Z9T4Z48', 'PSH18RJZJAS4', 'PYP63AP9SJFS', 'PMW9TWK6AD8X']

const byId = <T extends { id: string }>(list: T[]) => new Map(list.map((row) => [row.id, row]))

export const day = () => ({
  routes: byId([route()]),
  stops: byId([1, 2, 3].map((n) => stop({ id: `s${n}`, order_id: `o${n}`, position: n - 1 }))),
  orders: byId([order(), order({ id: 'o2', number: 'W-1002' }), order({ id: 'o3', number: 'W-1003', payment: 'prepaid', due_minor: 0 })]),
  shifts: byId([] as ShiftRow[]),
  parcels: byId([1, 2, 3].map((n) => parcel(n))),
})
