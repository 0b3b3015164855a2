// What is known about one order, and what may a dispatcher do with it?
import { useState } from 'preact/hooks'
import type { OrderRow, OrderStatus } from '../../contract'
import { formatDay } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { formatMoney } from '../../kernel/money'
import { Button, LinkButton } from '../../kernel/ui'
import { Fact, OrderBadge } from '../../kernel/ui/desk'
import { desk, openTab, zones } from '../ctrl'
import { canGo, inBuilding, inQueue } from '../filter'
import { CancelSheet, PointSheet, PostponeSheet, ZoneSheet } from './correct'
import { History } from './history'
import { PutOnRoute } from './offers'
import { kg, litres, window_, wish } from './words'

const CANCELLABLE: ReadonlySet<OrderStatus> =
  new Set(['new', 'reserved', 'short', 'picking', 'packed', 'loaded', 'returned'])

function zoneWords(order: OrderRow): string {
  if (inQueue(order)) return t(`zone_reason.${order.zone_reason ?? 'outside'}`)
  const name = zones.value.find((zone) => zone.id === order.zone_id)?.name ?? '–'
  return order.zone_by_hand ? `${name} (${t('dispatch.zone_by_hand')})` : name
}

function routeOf(orderId: string): string | null {
  const stop = [...desk.value.stops.values()].find((s) =>
    s.order_id === orderId && desk.value.routes.get(s.route_id)?.status !== 'discarded')
  const route = stop && desk.value.routes.get(stop.route_id)
  return route ? `${route.courier}, ${stop.position + 1}` : null
}

function Facts({ order }: { order: OrderRow }) {
  const money = (minor: number | null) => formatMoney(minor, order.currency)
  const point = order.lat === null || order.lon === null ? t('dispatch.no_point') : `${order.lat}, ${order.lon}`
  const route = routeOf(order.id)
  return (
    <dl class="facts">
      <Fact name={t('dispatch.field.window')}>{formatDay(order.delivery_on)}, {window_(order)}</Fact>
      {(order.wished_from_at || order.wished_to_at) && <Fact name={t('dispatch.field.wish')}>{wish(order)}</Fact>}
      <Fact name={t('dispatch.field.due')}>
        {order.due_minor ? `${money(order.due_minor)} · ${t(`payment.${order.payment}`)}` : t(`payment.${order.payment}`)}
      </Fact>
      <Fact name={t('dispatch.field.total')}>
        {money(order.total_minor)} ({t('dispatch.field.fee')}: {money(order.delivery_fee_minor)})</Fact>
      <Fact name={t('dispatch.field.load')}>
        {[kg(order.weight_g), order.volume_ml > 0 && litres(order.volume_ml), t('common.parcels', { n: order.parcels })]
          .filter(Boolean).join(', ')}</Fact>
      {order.tags.length > 0 && <Fact name={t('dispatch.field.tags')}>{order.tags.join(', ')}</Fact>}
      {order.priority > 1 && <Fact name={t('dispatch.field.priority')}>{t('dispatch.priority', { n: order.priority })}</Fact>}
      <Fact name={t('dispatch.zone')}><span class={inQueue(order) ? 'amber' : ''}>{zoneWords(order)}</span></Fact>
      <Fact name={t('dispatch.field.point')}>{point}</Fact>
      <Fact name={t('dispatch.field.customer')}>{order.customer ?? '–'}</Fact>
      <Fact name={t('dispatch.field.shop')}>{order.shop}</Fact>
      {route && <Fact name={t('dispatch.field.route')}>{route}</Fact>}
      {order.note && <div class="fact whole"><dt>{t('dispatch.field.note')}</dt><dd>{order.note}</dd></div>}
    </dl>
  )
}

function Goods({ order }: { order: OrderRow }) {
  const lacks = (line: OrderRow['lines'][number]) => (order.status === 'short' ? line.quantity - line.reserved : 0)
  return (
    <section>
      <h3>{t('dispatch.goods')}</h3>
      <table class="grid"><tbody>{order.lines.map((line, at) => (
        <tr key={at}><td class="number">{line.quantity} ×</td><td>{line.name} <span class="soft">{line.sku}</span>
          {lacks(line) > 0 && <div class="amber">{t('dispatch.line_short', { n: lacks(line) })}</div>}</td>
          <td class="number">{formatMoney(line.price_minor, order.currency)}</td></tr>))}
      </tbody></table>
    </section>
  )
}

type Open = 'zone' | 'point' | 'day' | 'cancel' | null

function Actions({ order }: { order: OrderRow }) {
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  return (
    <div class="buttons">
      {order.phone && <LinkButton href={`tel:${order.phone.replace(/[^+\d]/g, '')}`} icon="phone">{order.phone}</LinkButton>}
      {inBuilding(order) && <>
        <Button icon="pin" onClick={() => setOpen('point')}>{t('dispatch.set_point')}</Button>
        <Button icon="flag" onClick={() => setOpen('zone')}>{t('dispatch.set_zone')}</Button></>}
      {canGo(order) && !routeOf(order.id) && <PutOnRoute order={order} />}
      {(inBuilding(order) || order.status === 'returned') && <Button icon="clock" onClick={() => setOpen('day')}>{t('dispatch.postpone')}</Button>}
      {CANCELLABLE.has(order.status) && <Button kind="danger" icon="cross" onClick={() => setOpen('cancel')}>
        {t('dispatch.cancel_order')}</Button>}
      {open === 'zone' && <ZoneSheet order={order} onClose={close} />}
      {open === 'point' && <PointSheet order={order} onClose={close} />}
      {open === 'day' && <PostponeSheet order={order} onClose={close} />}
      {open === 'cancel' && <CancelSheet order={order} onClose={close} />}
    </div>
  )
}

/** Beside the list where there is room, over it where there is not. */
export function OrderCard({ id }: { id: string }) {
  const order = desk.value.orders.get(id)
  const close = <Button kind="quiet" icon="close" label={t('dispatch.close_card')} onClick={() => openTab('orders')} />
  if (!order) {
    return <section class="split-card card"><div class="head"><p>{t('dispatch.order_gone')}</p>{close}</div></section>
  }
  return (
    <section class="split-card card" aria-label={t('dispatch.order', { number: order.number })}>
      <div class="head"><h2>{t('dispatch.order', { number: order.number })}</h2>{close}</div>
      <div><OrderBadge status={order.status} /></div>
      {order.address && <p class="address">{order.address}</p>}
      <Facts order={order} />
      <Actions order={order} />
      <Goods order={order} />
      <History id={order.id} number={order.number} status={order.status} />
    </section>
  )
}
