// Which pieces do several of the courier's screens share? A status in sign and word, a window, what is due.
import type { OrderRow, RouteRow, StopRow } from '../../contract'
import { formatDay, formatTime, today } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { formatMoney } from '../../kernel/money'
import { go } from '../../kernel/route'
import { Badge, Button, Icon, Notice, Screen, type Tone } from '../../kernel/ui'
import { unsent } from '../ctrl'
import { owes } from '../payment'

const LOOKS: Record<StopRow['status'], { icon: string; tone: Tone }> = {
  planned: { icon: 'clock', tone: 'neutral' }, en_route: { icon: 'route', tone: 'info' },
  arrived: { icon: 'pin', tone: 'info' }, delivered: { icon: 'check', tone: 'good' }, failed: { icon: 'cross', tone: 'bad' },
}

export function StopBadges({ stop }: { stop: StopRow }) {
  const { icon, tone } = LOOKS[stop.status]
  return (
    <span class="badges">
      <Badge icon={icon} tone={tone}>{t(`status.${stop.status}`)}</Badge>
      {unsent.value.has(stop.id) && <Badge icon="clock" tone="warn">{t('common.not_sent')}</Badge>}
    </span>
  )
}

export const windowOf = (order: OrderRow): string =>
  `${formatTime(order.window_from_at)} – ${formatTime(order.window_to_at)}`

/** When the round is to begin and to end; its day too, unless that is today. */
export const hoursOf = (route: RouteRow): string =>
  `${route.on === today() ? '' : `${formatDay(route.on)}, `}${formatTime(route.depart_at)} – ${formatTime(route.return_at)}`

/** The part of the window that suits best, where somebody said so. */
export const wishOf = (order: OrderRow): string => (order.wished_from_at || order.wished_to_at ? ` · ${t('common.wish', {
  from: formatTime(order.wished_from_at ?? order.window_from_at), to: formatTime(order.wished_to_at ?? order.window_to_at) })}` : '')

export const addressOf = (order: OrderRow): string => order.address ?? t('courier.address_gone')

/** A code in fours, as its label says it. */
export const grouped = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1 ')

/** What is to be collected, or that nothing is. */
export function DueLine({ order }: { order: OrderRow }) {
  return owes(order)
    ? <p class="due"><Icon name={order.payment === 'cash' ? 'cash' : 'card'} size={28} />
      <strong>{formatMoney(order.due_minor, order.currency)}</strong><span>{t(`payment.${order.payment}`)}</span></p>
    : <p class="due paid"><Icon name="check" size={28} /><strong>{t('payment.prepaid')}</strong></p>
}

/** A stop or sheet that the office has taken away while its screen was open. */
export function Gone({ title }: { title: string }) {
  return (
    <Screen title={title} onBack={() => go('/', true)}
      actions={<Button kind="primary" wide onClick={() => go('/', true)}>{t('courier.to_next')}</Button>}>
      <Notice tone="warn" icon="warning" role="alert"><p><strong>{t('courier.gone')}</strong></p><p>{t('courier.gone_do')}</p></Notice>
    </Screen>
  )
}
