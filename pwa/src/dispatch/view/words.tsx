// How does the desk say figures, reasons and sources? One place for units and for codes that need words.
import type { BreakRow, OrderRow, PlanRow, UnassignedRow, ViolationRow } from '../../contract'
import { formatSpan, formatTime } from '../../kernel/clock'
import { knows, t, thousands } from '../../kernel/i18n'
import { withMoney } from '../../kernel/words'
import { type Lane, sourcesOf, waiting, type Visit } from '../board'

export const kg = (grams: number): string => t('dispatch.kg', { n: thousands(grams) })
export const litres = (ml: number): string => t('dispatch.litres', { n: thousands(ml) })
export const km = (metres: number): string => t('dispatch.km', { n: thousands(metres) })
export const window_ = (order: OrderRow): string =>
  `${formatTime(order.window_from_at)}–${formatTime(order.window_to_at)}`
/** The part of the window that suits the customer best. */
export const wish = (order: OrderRow): string =>
  `${formatTime(order.wished_from_at ?? order.window_from_at)}–${formatTime(order.wished_to_at ?? order.window_to_at)}`
export const late = (seconds: number): string => t('dispatch.late_by', { span: formatSpan(Math.max(60, seconds)) })

export const span = ({ start_at, end_at }: BreakRow) => ({ from: formatTime(start_at), to: formatTime(end_at) })

/** Whose route it is; of two that one courier goes a day, which. */
export const laneName = ({ route, trip }: Lane): string =>
  (trip ? t('dispatch.trip', { courier: route.courier, n: trip }) : route.courier)

const IN_SECONDS = new Set(['late', 'early', 'shift-end', 'shift-start', 'next-trip', 'times', 'max-travel', 'break'])
const WRITTEN: Record<string, (amount: number) => string> = { weight: kg, volume: litres, 'max-metres': km }

/** What a hand-made change breaks, in words with its amount. */
export function violation({ kind, amount }: ViolationRow): string {
  const written = IN_SECONDS.has(kind) ? formatSpan(amount) : (WRITTEN[kind] ?? String)(amount)
  return t(`violation.${kind}`, { amount: written })
}

/** Why an order is on no route. */
export function whyLeftOut({ reason, detail }: Pick<UnassignedRow, 'reason' | 'detail'>): string {
  if (reason === 'not-planned') return t('dispatch.not_planned')
  if (reason === 'waits-for-goods') return t('status.short')
  return t(`unassigned.${reason}`, withMoney(detail))
}

/** Where a plan's travel times came from, in words. */
export function sourceWords(source: string): string {
  const parts = sourcesOf(source).map(({ kind, factor, vehicles, text }) => {
    const by = vehicles.map((vehicle) => t(`vehicle.${vehicle}`)).join(', ')
    if (kind === 'other') return text
    const what = t(`dispatch.source.${kind}`, { factor })
    return by ? `${by}: ${what}` : what
  })
  return t('dispatch.source', { what: parts.join('; ') })
}

/** Why a plan could not be made: a problem's code, or what the worker wrote. */
export const failureWords = (plan: PlanRow): string =>
  plan.failure === null ? t('dispatch.failure_unknown') : knows(plan.failure) ? t(plan.failure) : plan.failure

const WORTH_SAYING_S = 300

/** When a stop is or was reached, and how long the courier stands there before its window opens. */
export function when({ stop, order, expected_at }: Pick<Visit, 'stop' | 'order' | 'expected_at'>): string {
  if (stop.done_at) return t('dispatch.done_at', { time: formatTime(stop.done_at) })
  if (!expected_at) return t('dispatch.no_time')
  const time = formatTime(expected_at)
  if (!order || waiting(stop, order) < WORTH_SAYING_S) return t('dispatch.arrives', { time })
  return t('dispatch.waits', { time, from: formatTime(order.window_from_at) })
}
