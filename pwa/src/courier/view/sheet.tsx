// What does the sheet say? Its stops in order; read it, then take the goods.
import type { StopRow } from '../../contract'
import { formatTime } from '../../kernel/clock'
import { t, thousands } from '../../kernel/i18n'
import { formatMoney } from '../../kernel/money'
import { go } from '../../kernel/route'
import { Button, List, Screen } from '../../kernel/ui'
import { acceptRoute, rows } from '../ctrl'
import { owes } from '../payment'
import { stopsOf, unread } from '../rules'
import { addressOf, Gone, StopBadges, windowOf } from './parts'

function StopLine({ stop, number }: { stop: StopRow; number: number }) {
  const order = rows.value.orders.get(stop.order_id)
  if (!order) return null
  return (
    <button type="button" class="card line" onClick={() => go(`/stop/${stop.id}`)}>
      <span class="line-number">{number}</span>
      <span class="line-words">
        <strong>{addressOf(order)}</strong>
        <span>{windowOf(order)} · {order.number}</span>
        <span>{owes(order) ? `${t(`payment.${order.payment}`)} ${formatMoney(order.due_minor, order.currency)}` : t('payment.prepaid')}
          {' · '}{t('common.parcels', { n: order.parcels })}</span>
        <StopBadges stop={stop} />
      </span>
    </button>
  )
}

export function SheetScreen({ id }: { id: string }) {
  const route = rows.value.routes.get(id)
  if (!route) return <Gone title={t('courier.sheet_title')} />
  const stops = stopsOf(rows.value, id)
  const action = unread(route)
    ? <Button kind="primary" wide icon="check" onClick={() => acceptRoute(id, route.revision)}>{t('courier.accept')}</Button>
    : route.status === 'published'
      ? <Button kind="primary" wide icon="play" onClick={() => go(`/start/${id}`)}>{t('courier.start_route')}</Button>
      : <Button kind="primary" wide icon="route" onClick={() => go('/', true)}>{t('courier.to_next')}</Button>
  return (
    <Screen title={t('courier.sheet', { code: route.sheet_code })} onBack={() => go('/')} actions={action}>
      <p>{t('common.stops', { n: stops.length })} · {thousands(route.travel_m)} {t('courier.km')}
        {' · '}{formatTime(route.depart_at)} – {formatTime(route.return_at)}</p>
      <List items={stops} keyOf={(stop) => stop.id} empty={t('courier.no_stops')} label={t('courier.all_stops')}>
        {(stop, n) => <StopLine stop={stop} number={n + 1} />}
      </List>
    </Screen>
  )
}
