// Which orders does he take along? All of them, unless he says otherwise; the rest stays in the building.
import { useState } from 'preact/hooks'
import { t, thousands } from '../../kernel/i18n'
import { go } from '../../kernel/route'
import { Button, List, Screen } from '../../kernel/ui'
import { rows, startRoute } from '../ctrl'
import { isDone, stopsOf } from '../rules'
import { addressOf, Gone } from './parts'

export function Start({ id }: { id: string }) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const route = rows.value.routes.get(id)
  if (!route || route.status !== 'published') return <Gone title={t('courier.take_title')} />
  const stops = stopsOf(rows.value, id).filter((stop) => !isDone(stop))
  const taken = stops.filter((stop) => !left.has(stop.order_id)).map((stop) => stop.order_id)
  const toggle = (orderId: string) => {
    const next = new Set(left)
    if (!next.delete(orderId)) next.add(orderId)
    setLeft(next)
  }
  return (
    <Screen title={t('courier.take_title')} onBack={() => go(`/route/${id}`, true)} actions={
      <Button kind="primary" wide icon="play" disabled={!taken.length} onClick={() => startRoute(id, taken)}>
        {t('courier.leave', { n: taken.length })}</Button>}>
      <p>{t('courier.take_hint')}</p>
      <List items={stops} keyOf={(stop) => stop.id} empty={t('courier.no_stops')}>{({ order_id }, n) => {
        const order = rows.value.orders.get(order_id)
        return (
          <label class="card line">
            <input type="checkbox" checked={!left.has(order_id)} onChange={() => toggle(order_id)} />
            <span class="line-words"><strong>{n + 1}. {order?.number}</strong>
              {order && <span>{addressOf(order)}</span>}
              {order && <span>{t('common.parcels', { n: order.parcels })} · {thousands(order.weight_g)} {t('courier.kg')}</span>}
            </span>
          </label>)
      }}</List>
    </Screen>
  )
}
