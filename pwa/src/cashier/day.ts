/** Is the day settled? Every sheet with what is still open on it: money, parcels, what does not fit. Pure. */
import type { DiscrepancyRow, ParcelRow, RouteRow } from '../contract'

/** What has to be signed by somebody before a day is over, because money or goods hang on it. Parcels missing
 * at the close are signed by closing, so they do not stand here. */
export const QUESTIONS: ReadonlySet<string> = new Set([
  'after-close', 'amount-differs', 'change-differs', 'currency-differs', 'delivered-twice', 'failed-after-delivery',
  'loaded-not-on-route', 'money-not-booked', 'not-collected', 'recounted', 'returned-after-delivery',
])

export interface DaySheet {
  route: RouteRow
  /** Its money was counted and booked. */
  counted: boolean
  /** Parcels that are neither handed over nor back. */
  out: number
  /** Somebody has signed for those. */
  signed: boolean
  questions: DiscrepancyRow[]
  settled: boolean
}

export interface Day {
  /** Those with something open first, by courier. */
  sheets: DaySheet[]
  /** What does not fit and hangs on none of these sheets. */
  loose: DiscrepancyRow[]
  /** True when nothing of this day or one before it is open; null while there is no sheet at all. */
  settled: boolean | null
}

const OUT: ReadonlySet<string> = new Set(['published', 'started', 'finished'])

export function dayOf(routes: Iterable<RouteRow>, parcels: Iterable<ParcelRow>, discrepancies: Iterable<DiscrepancyRow>,
  today: string): Day {
  const out = new Map<string, number>()
  for (const { route_id, status } of parcels) if (route_id && status === 'out') out.set(route_id, (out.get(route_id) ?? 0) + 1)
  const all = [...discrepancies]
  const open = all.filter((each) => each.resolved_at === null)
  const questions = open.filter((each) => QUESTIONS.has(each.kind)).sort((a, b) => b.opened_at.localeCompare(a.opened_at))
  // A signature stays one when the office has settled the question it opened.
  const signed = new Set(all.filter((each) => each.kind === 'parcels-missing').map((each) => each.route_id))
  const sheets = [...routes].filter((route) => OUT.has(route.status) || route.status === 'closed').map((route): DaySheet => {
    const mine = questions.filter((each) => each.route_id === route.id)
    const counted = route.status === 'closed'
    const left = out.get(route.id) ?? 0
    return {
      route, counted, out: left, signed: signed.has(route.id), questions: mine,
      settled: counted && (!left || signed.has(route.id)) && !mine.length,
    }
  })
  sheets.sort((a, b) => Number(a.settled) - Number(b.settled) || a.route.courier.localeCompare(b.route.courier))
  const shown = new Set(sheets.map((sheet) => sheet.route.id))
  const loose = questions.filter((each) => !each.route_id || !shown.has(each.route_id))
  const due = sheets.filter((sheet) => sheet.route.on <= today)
  const settled = due.every((sheet) => sheet.settled) && !loose.length
  return { sheets, loose, settled: due.length || !settled ? settled : null }
}
