// What does the sheet say? Its stops in order; read it, then take the goods.
import type { OrderRow, Payment, RouteRow, StopRow } from '../../contract'
import { formatTime } from '../../kernel/clock'
import { t, thousands } from '../../kernel/i18n'
import { formatMoney } from '../../kernel/money'
import { go } from '../../kernel/route'
import { Button, Icon, List, Screen } from '../../kernel/ui'
import { acceptRoute, rows } from '../ctrl'
import { owes } from '../payment'
import { added } from '../carried'
import { isDone, parcelsOf, stopsOf, unread } from '../rules'
import { addressOf, Gone, hoursOf, StopBadges, windowOf } from './parts'

function StopLine({ stop, number }: { stop: StopRow; number: number }) {
  const order = rows.value.orders.get(stop.order_id)
  if (!order) return null
  return (
    <button type="button" class="card line" onClick={() => go(`/stop/${stop.id}`)}>
      <span class="line-number">{number}</span>
      <span class="line-words">
        <strong>{addressOf(order)}</strong>
        <span>{windowOf(order)} · {order.number}</span>
        {stop.arrive_at && !isDone(stop) && <span>{t('courier.planned_at', { time: formatTime(stop.arrive_at) })}</span>}
        <span>{owes(order) ? `${t(`payment.${order.payment}`)} ${formatMoney(order.due_minor, order.currency)}` : t('payment.prepaid')}
          {' · '}{parcelWords(order)}</span>
        {order.lines.map((line, n) => <span key={n} class="soft">{line.quantity} × {line.name}</span>)}
        <StopBadges stop={stop} />
      </span>
    </button>
  )
}

/** How many parcels; of an order that is not packed nobody knows yet. */
const parcelWords = (order: OrderRow): string => {
  const parcels = parcelsOf(rows.value, order.id).length
  return parcels ? t('common.parcels', { n: parcels }) : order.status === 'returned' || order.status === 'cancelled'
    ? t(`status.${order.status}`) : t('courier.being_packed')
}

const QUIET = 10

/** The sheet's barcode, for the desk to scan from the phone; drawn here, so that it needs no network. */
function Barcode({ route }: { route: RouteRow }) {
  const last = route.sheet_bars.at(-1)
  if (!last) return null
  const width = last[0]! + last[1]! + QUIET
  return (
    <svg class="barcode" viewBox={`0 0 ${width} 24`} preserveAspectRatio="none" role="img" aria-label={route.sheet_code}>
      <rect width={width} height="24" fill="#fff" />
      {route.sheet_bars.map(([x, w]) => <rect key={x} x={x} width={w} height="24" fill="#000" />)}
    </svg>
  )
}

/** What the sheet comes to: parcels and weight, and what is to be collected, by how it is paid. */
function Sums({ stops }: { stops: StopRow[] }) {
  const orders = stops.map((stop) => rows.value.orders.get(stop.order_id)).filter((order) => order !== undefined)
  const due = (payment: Payment) => orders.filter((order) => order.payment === payment)
  const sum = (of: OrderRow[]) => formatMoney(of.reduce((all, order) => all + (order.due_minor ?? 0), 0), of[0]!.currency)
  return (
    <dl class="card totals">
      {(['cash', 'card'] as const).filter((each) => due(each).length).map((each) => (
        <div key={each}><dt>{t(`payment.${each}`)} · {due(each).length}</dt><dd>{sum(due(each))}</dd></div>))}
      {due('prepaid').length > 0 && <div><dt>{t('payment.prepaid')}</dt><dd>{due('prepaid').length}</dd></div>}
      <div><dt>{t('common.parcels', { n: orders.reduce((all, order) => all + parcelsOf(rows.value, order.id).length, 0) })}</dt>
        <dd>{thousands(orders.reduce((all, order) => all + order.weight_g, 0))} {t('courier.kg')}</dd></div>
    </dl>
  )
}

export function SheetScreen({ id }: { id: string }) {
  const route = rows.value.routes.get(id)
  if (!route) return <Gone title={t('courier.sheet_title')} />
  const stops = stopsOf(rows.value, id)
  const action = unread(route)
    ? <Button kind="primary" wide icon="check" onClick={() => acceptRoute(id, route.revision)}>{t('courier.accept')}</Button>
    : route.status === 'published'
      ? <Button kind="primary" wide icon="play" onClick={() => go(`/load/${id}`)}>{t('courier.start_route')}</Button>
      : <>
        {added(rows.value, id) > 0 && <Button wide icon="box" onClick={() => go(`/load/${id}`)}>{t('courier.load_added')}</Button>}
        <Button kind="primary" wide icon="route" onClick={() => go('/', true)}>{t('courier.to_next')}</Button></>
  return (
    <Screen title={t('courier.sheet', { code: route.sheet_code })} onBack={() => go('/')} actions={action}>
      <p>{t('common.stops', { n: stops.length })} · {thousands(route.travel_m)} {t('courier.km')}
        {' · '}{hoursOf(route)}</p>
      {route.breaks.map((each) => <p key={each.start_at} class="window"><Icon name="clock" />
        {t('common.break', { from: formatTime(each.start_at), to: formatTime(each.end_at) })}</p>)}
      <Barcode route={route} />
      <Sums stops={stops} />
      <List items={stops} keyOf={(stop) => stop.id} empty={t('courier.no_stops')} label={t('courier.all_stops')}>
        {(stop, n) => <StopLine stop={stop} number={n + 1} />}
      </List>
    </Screen>
  )
}
