/** Which orders does the dispatcher look at? Pure. */
import type { OrderRow, OrderStatus } from '../contract'

export interface OrderFilter {
  text: string
  /** A status, or '' for every one. */
  status: string
  /** A zone's id, 'queue' for the out-of-zone queue, or '' for everywhere. */
  zone: string
  /** A date, or '' for every day. */
  day: string
}

export const EVERYTHING: OrderFilter = { text: '', status: '', zone: '', day: '' }

const IN_BUILDING: ReadonlySet<OrderStatus> = new Set(['new', 'short', 'reserved', 'picking', 'packed'])
const PLANNABLE: ReadonlySet<OrderStatus> = new Set(['reserved', 'picking', 'packed'])

/** Does this order wait for a zone? */
export const inQueue = (order: OrderRow): boolean => order.zone_id === null && IN_BUILDING.has(order.status)

/** May it be put on a route? Its goods are there, and it is known where to. */
export const canGo = (order: OrderRow): boolean => order.zone_id !== null && PLANNABLE.has(order.status)

/** Has nothing of it left the building yet? */
export const inBuilding = (order: OrderRow): boolean => IN_BUILDING.has(order.status)

/** As it is searched: without accents and capitals. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{Diacritic}/gu, '').toLowerCase()
}

function matchesText(order: OrderRow, words: string[]): boolean {
  const hay = plain([order.number, order.address, order.customer, order.phone].join(' '))
  return words.every((word) => hay.includes(word))
}

function matchesZone(order: OrderRow, zone: string): boolean {
  if (zone === '') return true
  return zone === 'queue' ? inQueue(order) : order.zone_id === zone
}

/** Orders that pass the filter, by window and number. Every word of the search must be found, accents or not. */
export function filterOrders(orders: Iterable<OrderRow>, filter: OrderFilter): OrderRow[] {
  const words = plain(filter.text).split(/\s+/).filter(Boolean)
  return [...orders]
    .filter(
      (order) =>
        (filter.status === '' || order.status === filter.status) &&
        (filter.day === '' || order.delivery_on === filter.day) &&
        matchesZone(order, filter.zone) &&
        matchesText(order, words),
    )
    .sort((a, b) => a.window_from_at.localeCompare(b.window_from_at) || a.number.localeCompare(b.number))
}
