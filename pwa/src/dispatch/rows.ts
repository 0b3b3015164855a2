/** Which stops does the table beside the map list, and in which order? Pure. */
import { STOP_STATUSES, type RouteRow, type StopStatus } from '../contract'
import type { Lane, Visit } from './board'
import { plain } from './filter'
import { isDone } from './rules'

/** One stop of the day as the table shows it and the search finds it. */
export interface StopLine extends Visit {
  route: RouteRow
  /** Number, address, customer, phone and courier, as they are searched. */
  hay: string
}

export interface MapFilter {
  text: string
  /** A courier's id, or '' for all. */
  courier: string
  status: StopStatus | ''
  /** A zone's id, or '' for all. */
  zone: string
  late: boolean
}

export const ALL_STOPS: MapFilter = { text: '', courier: '', status: '', zone: '', late: false }
export { STOP_STATUSES }

/** Trouble first: what is open and will be late, the latest on top; then what comes next; last what is done. */
function rank(line: StopLine): number {
  if (isDone(line.stop)) return 2
  return line.late_s > 0 ? 0 : 1
}

function compare(a: StopLine, b: StopLine): number {
  const kind = rank(a)
  const by = kind - rank(b)
  if (by) return by
  if (kind === 0) return b.late_s - a.late_s || a.stop.id.localeCompare(b.stop.id)
  const when = (a.expected_at ?? '~').localeCompare(b.expected_at ?? '~')
  return (kind === 2 ? -when : when) || a.stop.id.localeCompare(b.stop.id)
}

/** Every stop of these routes, in the order of the table. */
export function stopLines(lanes: readonly Lane[]): StopLine[] {
  return lanes
    .flatMap(({ route, visits }) => visits.map((visit) => {
      const { order } = visit
      const words = [order?.number, order?.address, order?.customer, order?.phone, route.courier]
      return { ...visit, route, hay: plain(words.join(' ')) }
    }))
    .sort(compare)
}

/** The lines that pass, in their order. Every word of the search must be found, accents or not. */
export function filterLines(lines: readonly StopLine[], filter: MapFilter): StopLine[] {
  const words = plain(filter.text).split(/\s+/).filter(Boolean)
  return lines.filter((line) =>
    (filter.courier === '' || line.route.courier_id === filter.courier) &&
    (filter.status === '' || line.stop.status === filter.status) &&
    (filter.zone === '' || line.order?.zone_id === filter.zone) &&
    (!filter.late || (line.late_s > 0 && !isDone(line.stop))) &&
    words.every((word) => line.hay.includes(word)))
}

/** The index to go to from `at` (-1: from nowhere) by a key; null when the key does not lead anywhere. */
export function stepTo(key: string, at: number, count: number, page: number): number | null {
  const last = count - 1
  if (last < 0) return null
  const to: Record<string, number> = {
    ArrowDown: at + 1, ArrowUp: at < 0 ? last : at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: last,
  }
  const found = to[key]
  return found === undefined ? null : Math.min(Math.max(found, 0), last)
}

/** Which rows of a long list are drawn: those in sight and a few around them. */
export function inSight(scrolled: number, height: number, row: number, count: number): { from: number; to: number } {
  const around = 6
  const from = Math.max(0, Math.min(Math.floor(scrolled / row), count) - around)
  return { from, to: Math.min(count, Math.ceil((scrolled + height) / row) + around) }
}
