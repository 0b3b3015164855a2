// What is true in the building right now? The pulled rows with this phone's unsettled marks replayed over them. Pure.
import type { OrderRow, PackOrder, ParcelRow, PickLine, PickLineRow, ReleaseTask, ReturnGoods, RouteRow, StopRow,
  TaskRow } from '../contract'
import { canonical, parse } from '../kernel/codes'
import { replayLoads } from '../kernel/loading'

export interface Rows {
  orders: ReadonlyMap<string, OrderRow>
  tasks: ReadonlyMap<string, TaskRow>
  parcels: ReadonlyMap<string, ParcelRow>
  routes: ReadonlyMap<string, RouteRow>
  stops: ReadonlyMap<string, StopRow>
}
export interface Mark { name: string; args: unknown }
interface Held extends Rows { orders: Map<string, OrderRow>; tasks: Map<string, TaskRow>; parcels: Map<string, ParcelRow> }

function pickLine(held: Held, { task_id, line_id, quantity, tote, short }: PickLine): void {
  const task = held.tasks.get(task_id)
  const line = task?.lines.find((each) => each.id === line_id)
  if (!task || !line || line.done) return
  const lines = task.lines.map((each) =>
    (each.id === line_id ? { ...each, done: true, picked: quantity, short: short ?? null } : each))
  const order = held.orders.get(task.order_id)
  const gathered = order && takeInto(order, line, quantity)
  if (gathered) held.orders.set(gathered.id, gathered)
  const whole = lines.every((each) => each.done) && gathered?.lines.every((each) => each.picked >= each.quantity)
  // Not whole and nothing left to take: the server says where the rest is, or that it is waited for.
  const status = whole && task.status === 'claimed' ? 'done' : task.status
  held.tasks.set(task_id, { ...task, lines, status, tote: task.tote ?? tote ?? null })
}

function takeInto(order: OrderRow, { sku }: PickLineRow, quantity: number): OrderRow {
  let rest = quantity
  return { ...order, lines: order.lines.map((line) => {
    const part = line.sku === sku ? Math.min(rest, line.quantity - line.picked) : 0
    rest -= part
    return part ? { ...line, picked: line.picked + part } : line
  }) }
}

const REDUCERS: Record<string, (held: Held, args: never) => void> = {
  pick_line: pickLine,
  release_task(held, { task_id }: ReleaseTask) {
    const task = held.tasks.get(task_id)
    if (task?.status === 'claimed') {
      held.tasks.set(task_id, { ...task, status: 'open', picker_id: null, picker: null, lease_until_at: null })
    }
  },
  pack_order(held, { order_id }: PackOrder) {
    const task = [...held.tasks.values()].find((each) => each.order_id === order_id && each.status === 'done')
    if (task) held.tasks.set(task.id, { ...task, status: 'packed' })
  },
  return_goods(held, { order_id, parcel_id }: ReturnGoods) {
    if (parcel_id) held.parcels.delete(parcel_id)
    else for (const task of held.tasks.values()) {
      if (task.order_id === order_id && task.status === 'put-back') held.tasks.delete(task.id)
    }
  },
}

/** Rows as they will be once the server has taken the marks; a mark already in the rows changes nothing. */
export function replay(rows: Rows, marks: readonly Mark[]): Rows {
  const held: Held = {
    ...rows, orders: new Map(rows.orders), tasks: new Map(rows.tasks), parcels: replayLoads(rows.parcels, marks),
  }
  for (const { name, args } of marks) REDUCERS[name]?.(held, args as never)
  return held
}

// Looking things up -----------------------------------------------------------------------------------------

/** An order by its number as a scanner or a hand gives it: case, blanks and hyphens do not matter. */
export function byNumber(orders: Iterable<OrderRow>, text: string): OrderRow | null {
  const wanted = canonical(text)
  for (const order of orders) if (canonical(order.number) === wanted) return order
  return null
}

export function byParcel(parcels: Iterable<ParcelRow>, text: string): ParcelRow | null {
  const { kind, code } = parse(text)
  if (kind === 'parcel') for (const parcel of parcels) if (parcel.code === code) return parcel
  return null
}

export function byTote(tasks: Iterable<TaskRow>, text: string): TaskRow | null {
  const { kind, code } = parse(text)
  if (kind === 'tote') for (const task of tasks) if (task.tote === code && task.status !== 'packed') return task
  return null
}

/** The order's stop on a route that has not come back, and that route. */
export function wayOf({ stops, routes }: Rows, orderId: string): { stop: StopRow; route: RouteRow } | null {
  for (const stop of stops.values()) {
    const route = stop.order_id === orderId ? routes.get(stop.route_id) : undefined
    if (route) return { stop, route }
  }
  return null
}

export const parcelsOf = ({ parcels }: Rows, orderId: string): ParcelRow[] =>
  [...parcels.values()].filter((parcel) => parcel.order_id === orderId).sort((a, b) => a.n - b.n)

export const taskOf = ({ tasks }: Rows, orderId: string): TaskRow | null =>
  [...tasks.values()].find((task) => task.order_id === orderId) ?? null

export const piecesOf = (order: OrderRow): number => order.lines.reduce((sum, line) => sum + line.quantity, 0)
