/** What does a phone in the building hold? Rows as the server sends them, as far as these tests look at them. */
import type { OrderRow, ParcelRow, PickLineRow, RouteRow, StopRow, TaskRow } from '../../../pwa/src/contract'
import type { Rows } from '../../../pwa/src/picker/rules'
import { codes } from '../../contract/codes.json'

export const TOTES = codes.map(({ tote }) => tote)
export const PARCELS = codes.map(({ parcel }) => parcel)

export const map = <T extends { id: string }>(...rows: T[]) => new Map(rows.map((row) => [row.id, row]))

export const line = (id: string, sku: string, quantity: number, more: Partial<PickLineRow> = {}): PickLineRow => ({
  id, n: 0, bin: `A-${id}`, zone: 'A', sku, name: sku.toLowerCase(), codes: [sku], picture: null, quantity, picked: 0,
  short: null, done: false, ...more,
})
export const task = (id: string, order_id: string, lines: PickLineRow[], more: Partial<TaskRow> = {}): TaskRow => ({
  id, order_id, status: 'claimed', picker_id: 'me', picker: 'Me', claimed_at: null, lease_until_at: null, tote: null,
  lines, ...more,
})
export const order = (id: string, wants: Record<string, number>, more: Partial<OrderRow> = {}): OrderRow => ({
  id, number: id.toUpperCase(), status: 'picking', window_from_at: '2026-11-21T08:00:00Z',
  lines: Object.entries(wants).map(([sku, quantity]) => ({ sku, name: sku.toLowerCase(), gtin: null, quantity, reserved: quantity, picked: 0, price_minor: null, weight_g: 100 })),
  ...more,
} as OrderRow)
export const route = (id: string, depart_at: string | null, more: Partial<RouteRow> = {}): RouteRow =>
  ({ id, status: 'published', depart_at, courier: `courier ${id}`, ...more }) as RouteRow
export const stop = (order_id: string, route_id: string, position = 0): StopRow =>
  ({ id: `s-${order_id}`, order_id, route_id, position, status: 'planned' }) as StopRow
export const parcel = (id: string, order_id: string, status: ParcelRow['status'], more: Partial<ParcelRow> = {}): ParcelRow => ({
  id, order_id, code: PARCELS[0]!, n: 1, of: 1, status, route_id: null, weight_g: 100,
  units: [{ sku: 'TEA', name: 'tea', quantity: 2 }], ...more,
})

export const rows = (found: Partial<Rows>): Rows =>
  ({ orders: map(), tasks: map(), parcels: map(), routes: map(), stops: map(), ...found })
