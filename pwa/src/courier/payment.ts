// How is a door paid? Which notes to offer, what change to give, and what the mark says about it. Pure.
import { type DeliverStop, DENOMINATIONS, EXPONENTS, type OrderRow, type Tender } from '../contract'

const OFFERED = 4

/** Sums people hand over for `due_minor`: rounded up to whole units and notes, smallest first, `due` excluded. */
export function noteSums(due_minor: number, currency: string): number[] {
  const unit = 10 ** (EXPONENTS[currency] ?? 2)
  const notes = (DENOMINATIONS[currency] ?? [1, 5, 10, 50, 100, 500].map((n) => n * unit)).filter((note) => note >= unit)
  const sums = new Set(notes.map((note) => Math.ceil(due_minor / note) * note).filter((sum) => sum > due_minor))
  return [...sums].sort((a, b) => a - b).slice(0, OFFERED)
}

/** What is to be collected; only those who handle goods alone are not told sums. */
export const dueOf = (order: OrderRow): number => order.due_minor ?? 0

/** Whether anything is to be collected at the door. */
export const owes = (order: OrderRow): boolean => order.payment !== 'prepaid' && dueOf(order) > 0

/** The change for `given_minor`; null while it does not cover what is due. */
export const changeOf = (due_minor: number, given_minor: number | null): number | null =>
  given_minor !== null && given_minor >= due_minor ? given_minor - due_minor : null

/** The mark's arguments; null as long as cash does not cover what is due. */
export function deliverArgs(order: OrderRow, stop_id: string, tender: Tender,
  given_minor: number | null): DeliverStop | null {
  const due_minor = dueOf(order)
  const shared = { stop_id, order_id: order.id, tender, currency: order.currency }
  if (tender === 'prepaid') return { ...shared, amount_minor: 0, given_minor: 0, change_minor: 0 }
  if (tender === 'card') return { ...shared, amount_minor: due_minor, given_minor: 0, change_minor: 0 }
  const change_minor = changeOf(due_minor, given_minor)
  return change_minor === null
    ? null : { ...shared, amount_minor: due_minor, given_minor: given_minor!, change_minor }
}
