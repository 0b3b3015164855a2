// Which goods are to come back, and what is written down when they do? Pure.
import type { OrderRow, ParcelRow, ReturnGoods, TaskRow, UnitRow } from '../contract'
import type { Rows } from './rules'
import { wayOf } from './rules'

/** Something that is to come back: a parcel, or the tote of a cancelled order. */
export interface Back {
  kind: 'parcel' | 'tote'
  id: string // the parcel's or the task's
  code: string
  order: OrderRow
  courier: string | null // who answers for it; null: it is in the building
  units: UnitRow[]
  parcel: ParcelRow | null
}

const NOT_HANDED_OVER: ReadonlySet<string> = new Set(['failed', 'cancelled', 'returned'])

function parcelBack(rows: Rows, parcel: ParcelRow): Back | null {
  const order = rows.orders.get(parcel.order_id)
  if (!order) return null
  const route = rows.routes.get(parcel.route_id ?? '') ?? wayOf(rows, order.id)?.route
  const courier = parcel.status === 'out' ? route?.courier ?? '' : null
  return { kind: 'parcel', id: parcel.id, code: parcel.code, order, courier, units: parcel.units, parcel }
}

function toteBack(rows: Rows, task: TaskRow): Back | null {
  const order = rows.orders.get(task.order_id)
  if (!order) return null
  const units = new Map<string, UnitRow>()
  for (const { sku, name, picked } of task.lines) {
    if (picked) units.set(sku, { sku, name, quantity: (units.get(sku)?.quantity ?? 0) + picked })
  }
  return { kind: 'tote', id: task.id, code: task.tote ?? '', order, courier: null, units: [...units.values()], parcel: null }
}

/** A parcel or a put-back tote by its id, whether it is awaited or not. */
export function backOf(rows: Rows, kind: string, id: string): Back | null {
  const parcel = kind === 'parcel' ? rows.parcels.get(id) : undefined
  if (parcel) return parcelBack(rows, parcel)
  const task = kind === 'tote' ? rows.tasks.get(id) : undefined
  return task?.status === 'put-back' ? toteBack(rows, task) : null
}

/** Why this may not be taken apart here; null when it may. What a courier brings back is never turned away. */
export function refusal({ kind, parcel, order }: Back): 'still-to-go' | 'loaded' | null {
  if (kind === 'tote' || parcel!.status === 'out' || order.status === 'cancelled') return null
  return parcel!.status === 'loaded' ? 'loaded' : 'still-to-go'
}

/** Brought back although nobody marked it as not handed over. */
export const unmarked = ({ order, courier }: Back): boolean => courier !== null && !NOT_HANDED_OVER.has(order.status)

/** What is awaited: with couriers by name, then what lies in the building for a cancelled order. */
export function awaited(rows: Rows): Back[] {
  const parcels = [...rows.parcels.values()].flatMap((parcel) => {
    const back = parcelBack(rows, parcel)
    const waits = back && (parcel.status === 'out' ? !unmarked(back) : back.order.status === 'cancelled')
    return back && waits ? [back] : []
  })
  const totes = [...rows.tasks.values()].flatMap((task) => {
    const back = task.status === 'put-back' ? toteBack(rows, task) : null
    return back ? [back] : []
  })
  return [...parcels, ...totes].sort((a, b) => Number(a.courier === null) - Number(b.courier === null)
    || (a.courier ?? '').localeCompare(b.courier ?? '') || a.order.number.localeCompare(b.order.number)
    || a.code.localeCompare(b.code))
}

/** Damaged pieces by SKU, never more than there are, never less than none. */
export const withDamage = (damaged: ReadonlyMap<string, number>, { sku, quantity }: UnitRow, by: number): Map<string, number> =>
  new Map([...damaged, [sku, Math.min(quantity, Math.max(0, (damaged.get(sku) ?? 0) + by))]])

export const sum = (counts: Iterable<number>): number => [...counts].reduce((all, n) => all + n, 0)

export function returnArgs(back: Back, damaged: ReadonlyMap<string, number>, bin_id: string | null): ReturnGoods {
  const broken = [...damaged].filter(([, quantity]) => quantity > 0).map(([sku, quantity]) => ({ sku, quantity }))
  return { order_id: back.order.id, parcel_id: back.kind === 'parcel' ? back.id : null, bin_id, damaged: broken }
}
