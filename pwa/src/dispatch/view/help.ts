// What would fit an order that is on no route? The smallest change, as routing/fit.py found and tried it.
import type { OrderRow, UserRow } from '../../contract'
import { formatSpan, formatTime } from '../../kernel/clock'
import { knows, t } from '../../kernel/i18n'
import { formatMoney } from '../../kernel/money'
import { kg, km } from './words'

type Change = { change: string; shift_id?: string; amount?: number; what?: string; also?: Change[]
  profile?: string; from_s?: number; until_s?: number }
type People = ReadonlyMap<string, Pick<UserRow, 'name'>>

const SPANS = new Set(['shift-end', 'shift-start', 'max-travel', 'drop-cost'])
const moved = (moment: string, seconds: number): string =>
  formatTime(new Date(Date.parse(moment) + seconds * 1000).toISOString())
const moment = (seconds = 0): string => formatTime(new Date(seconds * 1000).toISOString())

function written({ change, amount = 0 }: Change, order: OrderRow): string {
  if (SPANS.has(change)) return formatSpan(amount)
  if (change === 'capacity-g') return kg(amount)
  if (change === 'max-metres') return km(amount)
  if (change === 'cash-limit') return formatMoney(amount, order.currency)
  return String(change === 'capacity-ml' ? amount / 1000 : amount)
}

function one(change: Change, order: OrderRow, people: People): string {
  const { amount = 0, what = '', profile } = change
  return t(`dispatch.help.${change.change}`, {
    who: people.get(change.shift_id ?? '')?.name ?? '',
    what,
    amount: written(change, order),
    time: change.change === 'window-start' ? moved(order.window_from_at, -amount) : moved(order.window_to_at, amount),
    vehicle: profile ? t(`vehicle.${profile}`) : '',
    from: moment(change.from_s),
    until: moment(change.until_s),
  })
}

/** The change in words, or null where nothing was found or nobody looked. */
export function helpWords(detail: Record<string, unknown>, order: OrderRow, people: People): string | null {
  const help = detail.help as Change | undefined
  const changes = help ? [help, ...(help.also ?? [])] : []
  if (!changes.length || !changes.every(({ change }) => knows(`dispatch.help.${change}`))) return null
  const said = changes.map((change) => one(change, order, people))
  const what = said.reduce((first, next) => t('dispatch.help.and', { one: first, two: next }))
  return t('dispatch.help', { what })
}
