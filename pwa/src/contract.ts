// What do server and phone agree on? Row and argument types, statuses, steps, reasons, pieces of money.

export type Id = string
export type Moment = string // ISO 8601, UTC
export type Day = string // YYYY-MM-DD, the hub's

export const ROLES = ['admin', 'dispatcher', 'picker', 'courier', 'cashier'] as const
export type RoleName = (typeof ROLES)[number]

export const ORDER_STATUSES = ['new', 'ready', 'loaded', 'delivered', 'failed', 'returned', 'cancelled'] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]
export const STOP_STATUSES = ['planned', 'en_route', 'arrived', 'delivered', 'failed'] as const
export type StopStatus = (typeof STOP_STATUSES)[number]
export const ROUTE_STATUSES = ['draft', 'published', 'started', 'finished', 'closed', 'discarded'] as const
export type RouteStatus = (typeof ROUTE_STATUSES)[number]
export const PLAN_STATUSES = ['requested', 'ready', 'published', 'discarded', 'failed'] as const
export type PlanStatus = (typeof PLAN_STATUSES)[number]
export const SHIFT_STATUSES = ['open', 'ended', 'closed'] as const
export type ShiftStatus = (typeof SHIFT_STATUSES)[number]

export const FAIL_REASONS = [
  'not-at-home', 'refused', 'damaged-goods', 'damaged-packaging', 'wrong-item', 'incomplete', 'no-money',
  'wrong-address', 'postponed',
] as const
export type FailReason = (typeof FAIL_REASONS)[number]
export const COUNT_REASONS = ['miscount', 'lost', 'wrong-change', 'false-note', 'tip', 'unknown'] as const
export type CountReason = (typeof COUNT_REASONS)[number]
export const TENDERS = ['cash', 'card', 'prepaid'] as const
export type Tender = (typeof TENDERS)[number]
export const PAYMENTS = ['prepaid', 'cash', 'card'] as const
export type Payment = (typeof PAYMENTS)[number]
export type ZoneReason = 'no-point' | 'outside'

// status -> action -> next status
export const STOP_STEPS: Record<string, Record<string, StopStatus>> = {
  planned: { set_out: 'en_route', arrive: 'arrived', deliver: 'delivered', fail: 'failed' },
  en_route: { arrive: 'arrived', deliver: 'delivered', fail: 'failed' },
  arrived: { deliver: 'delivered', fail: 'failed' },
}

export const DENOMINATIONS: Record<string, number[]> = {
  EUR: [50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
  RUB: [500000, 200000, 100000, 50000, 20000, 10000, 5000, 1000, 500, 200, 100, 50, 10],
  USD: [10000, 5000, 2000, 1000, 500, 200, 100, 50, 25, 10, 5, 1],
  GBP: [5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
}
// decimal places, where they are not two
export const EXPONENTS: Record<string, number> = {
  JPY: 0, KRW: 0, ISK: 0, CLP: 0, VND: 0, KWD: 3, BHD: 3, JOD: 3, OMR: 3, TND: 3,
}

export interface HubRow { id: Id; name: string; lat: number; lon: number; tz: string; currency: string }
export interface UserRow {
  id: Id; login: string; name: string; roles: RoleName[]; disabled: boolean
  vehicle: string | null; capacity_g: number | null; capacity_parcels: number | null
  shift_from: string | null; shift_to: string | null; zones: string[] | null
}
export interface LineRow {
  sku: string; name: string; gtin: string | null; quantity: number; price_minor: number; weight_g: number
}
export interface OrderRow {
  id: Id; number: string; shop: string; status: OrderStatus
  zone_id: Id | null; zone_reason: ZoneReason | null; zone_by_hand: boolean
  lat: number | null; lon: number | null
  delivery_on: Day; window_from_at: Moment; window_to_at: Moment
  payment: Payment; due_minor: number; total_minor: number; delivery_fee_minor: number; currency: string
  weight_g: number; parcels: number
  customer: string | null; phone: string | null; address: string | null; note: string | null
  lines: LineRow[]
}
export interface ZoneRow {
  id: Id; name: string; priority: number; delivery_fee_minor: number; geometry: Record<string, unknown>
}
export interface UnassignedRow { order_id: Id; reason: string; detail: Record<string, unknown> }
export interface PlanRow {
  id: Id; on: Day; status: PlanStatus; seed: number; source: string | null; failure: string | null
  requested_at: Moment; orders: number; unassigned: UnassignedRow[]
}
export interface ViolationRow { kind: string; stop_id: Id | null; amount: number }
export interface RouteRow {
  id: Id; plan_id: Id; courier_id: Id; courier: string; on: Day; status: RouteStatus
  revision: number; accepted_revision: number | null; sheet_code: string
  depart_at: Moment | null; return_at: Moment | null; travel_s: number; travel_m: number
  estimated: boolean; violations: ViolationRow[]; line: number[][] | null
}
export interface StopRow {
  id: Id; route_id: Id; order_id: Id; position: number; status: StopStatus
  arrive_at: Moment | null; leave_at: Moment | null; travel_s: number; travel_m: number
  done_at: Moment | null; fail_reason: FailReason | null; tender: Tender | null; collected_minor: number | null
}
export interface ShiftRow {
  id: Id; courier_id: Id; status: ShiftStatus; started_at: Moment; ended_at: Moment | null
}
export interface DiscrepancyRow {
  id: Id; kind: string; order_id: Id | null; route_id: Id | null; courier_id: Id | null
  detail: Record<string, unknown>; opened_at: Moment; resolved_at: Moment | null
}
export interface CountRow {
  id: Id; route_id: Id; status: string; currency: string
  counted_minor: number; expected_minor: number; difference_minor: number
  reason: CountReason | null; counted_at: Moment; closed_at: Moment | null
}

export interface Tables {
  hubs: HubRow; users: UserRow; zones: ZoneRow; orders: OrderRow; plans: PlanRow; routes: RouteRow
  stops: StopRow; shifts: ShiftRow; discrepancies: DiscrepancyRow; counts: CountRow
}
export type TableName = keyof Tables
export const TABLES: readonly TableName[] = [
  'hubs', 'users', 'zones', 'orders', 'plans', 'routes', 'stops', 'shifts', 'discrepancies', 'counts',
]

interface Mark { lat?: number | null; lon?: number | null; accuracy_m?: number | null }
export interface StartShift { shift_id: Id }
export interface EndShift { shift_id: Id }
export interface AcceptRoute { route_id: Id; revision: number }
export interface StartRoute { route_id: Id; order_ids: Id[] }
export interface ArriveStop extends Mark { stop_id: Id }
export interface DeliverStop extends Mark {
  stop_id: Id; order_id: Id; tender: Tender; amount_minor: number
  given_minor?: number; change_minor?: number; currency: string
}
export interface FailStop extends Mark { stop_id: Id; order_id: Id; reason: FailReason; comment?: string | null }
export interface ReturnOrder { order_id: Id }
export interface RequestPlan {
  plan_id: Id; on: Day; seed?: number; budget_s?: number | null; iterations?: number | null
}
export interface CancelPlan { plan_id: Id }
export interface DiscardPlan { plan_id: Id }
export interface PublishPlan { plan_id: Id }
export interface MoveStop { stop_id: Id; route_id: Id; position: number }
export interface RemoveStop { stop_id: Id }
export interface AddStop { stop_id: Id; order_id: Id; route_id: Id; position: number }
export interface SetZone { order_id: Id; zone_id: Id; reason: string }
export interface SetPoint { order_id: Id; lat: number; lon: number; reason: string }
export interface CancelOrder { order_id: Id; reason: string }
export interface ResolveDiscrepancy { discrepancy_id: Id; comment?: string | null }
export interface Piece { denomination_minor: number; count: number }
export interface CountSheet { count_id: Id; route_id: Id; currency: string; pieces: Piece[] }
export interface CloseSheet { count_id: Id; reason?: CountReason | null; comment?: string | null }
export interface AddHub { hub_id: Id; name: string; lat: number; lon: number; tz: string; currency: string }
export interface AddUser {
  user_id: Id; hub_id: Id; login: string; name: string; roles: RoleName[]; password: string
}
export interface DisableUser { user_id: Id }
export interface RevokeDevice { device_id: Id }
export interface AddShop { shop_id: Id; hub_id: Id; name: string }

export interface CommandArgs {
  start_shift: StartShift; end_shift: EndShift; accept_route: AcceptRoute; start_route: StartRoute
  arrive_stop: ArriveStop; deliver_stop: DeliverStop; fail_stop: FailStop; return_order: ReturnOrder
  request_plan: RequestPlan; cancel_plan: CancelPlan; discard_plan: DiscardPlan; publish_plan: PublishPlan
  move_stop: MoveStop; remove_stop: RemoveStop; add_stop: AddStop; set_zone: SetZone; set_point: SetPoint
  cancel_order: CancelOrder; resolve_discrepancy: ResolveDiscrepancy; count_sheet: CountSheet
  close_sheet: CloseSheet; add_user: AddUser; disable_user: DisableUser; add_shop: AddShop
  revoke_device: RevokeDevice
}
export type CommandName = keyof CommandArgs
