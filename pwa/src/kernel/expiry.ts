// When does a customer's name leave the courier's phone? Two hours after the stop was done, network or not.
import type { OrderRow, StopRow } from '../contract'
import { stampTime } from './clock'
import type { PendingCommand } from './outbox'
import { outbox } from './outbox'
import { session } from './session'
import { applyRows, tables } from './store'

export const KEEP_CONTACT_MS = 2 * 3600_000
const EVERY_MS = 60_000

/** Orders whose contact has to go, already blanked. A stop marked here but not yet sent counts by its mark. */
export function expired(orders: Iterable<OrderRow>, stops: Iterable<StopRow>, pending: PendingCommand[],
  now: number): OrderRow[] {
  const doneAt = new Map<string, number>()
  for (const stop of stops) if (stop.done_at) doneAt.set(stop.order_id, Date.parse(stop.done_at))
  for (const { name, args, at } of pending) {
    const order = args.order_id
    const marked = name === 'deliver_stop' || name === 'fail_stop'
    if (marked && typeof order === 'string' && !doneAt.has(order)) doneAt.set(order, Date.parse(at))
  }
  return [...orders]
    .filter((order) => (doneAt.get(order.id) ?? Infinity) <= now - KEEP_CONTACT_MS)
    .filter((order) => order.customer ?? order.phone ?? order.address ?? order.note ?? order.lat)
    .map((order) => ({ ...order, customer: null, phone: null, address: null, note: null, lat: null, lon: null }))
}

async function sweep(): Promise<void> {
  const roles = session.roles.value
  if (!roles.includes('courier') || roles.includes('dispatcher') || roles.includes('admin')) return
  const orders = expired(tables.orders.value.values(), tables.stops.value.values(), outbox.pending.value, stampTime())
  if (orders.length) await applyRows({ changes: { orders }, drop: {}, meta: {} })
}

/** Sweeps now (before the first screen) and every minute. */
export async function openExpiry(): Promise<void> {
  await sweep()
  setInterval(() => void sweep(), EVERY_MS)
}
