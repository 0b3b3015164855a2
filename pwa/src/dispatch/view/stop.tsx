// What may be done with a stop? Earlier, later, to another courier, off the route: times answer at once.
import { useState } from 'preact/hooks'
import { t } from '../../kernel/i18n'
import { Button, Sheet } from '../../kernel/ui'
import { mayShift, type Lane } from '../board'
import { lanes, moveStop, openOrder, removeStop } from '../ctrl'
import { etaOf, etaSource, etaWords } from '../etas'
import { isDone } from '../rules'
import { LockStop } from './lock'
import { Offers } from './offers'
import { PlaceForm } from './place'
import { Violations } from './violations'
import { late, when, window_ } from './words'

const CHANGEABLE = new Set(['draft', 'published', 'started', 'finished'])

export function StopSheet({ lane, at, onClose }: { lane: Lane; at: number; onClose: () => void }) {
  const [giving, setGiving] = useState(false)
  const visit = lane.visits[at]!
  const { stop, order, late_s } = visit
  const { route } = lane
  const eta = isDone(stop) ? null : etaOf(route.id, stop.id)
  const source = eta && etaSource(route.id)
  const ahead = CHANGEABLE.has(route.status) && !isDone(stop)
  const free = ahead && !route.locked_at
  const give = async (routeId: string, position: number) => {
    await moveStop(stop.id, routeId, position)
    setGiving(false)
  }
  const others = lanes.value.filter(
    ({ route: { id, status, locked_at } }) => id !== route.id && CHANGEABLE.has(status) && !locked_at)
  const shift = (by: -1 | 1) => moveStop(stop.id, route.id, at + by)
  return (
    <Sheet title={t('dispatch.stop', { n: at + 1, courier: route.courier })} onClose={onClose}>
      <p class="address">{order?.address ?? order?.number}</p>
      <p class="line"><span>{order?.number}</span><span>{order && window_(order)}</span><span>{eta ? etaWords(eta) : when(visit)}</span>
        {late_s > 0 && <span class="amber">{late(late_s)}</span>}</p>
      {source && <p class="soft">{source}</p>}
      <Violations lane={lane} />
      {free && !giving && <>
        <div class="pair">
          <Button icon="up" disabled={!mayShift(lane.visits, at, -1)} onClick={() => shift(-1)}>{t('dispatch.up')}</Button>
          <Button icon="down" disabled={!mayShift(lane.visits, at, 1)} onClick={() => shift(1)}>{t('dispatch.down')}</Button>
        </div>
        {order?.status !== 'loaded' && !stop.locked && <>
          <Button icon="user" onClick={() => setGiving(true)}>{t('dispatch.give_to')}</Button>
          <Button kind="danger" icon="close" onClick={async () => { await removeStop(stop.id); onClose() }}>
            {t('dispatch.take_off')}</Button></>}
      </>}
      {giving && <>
        <Offers orderId={stop.order_id} but={route.id} onPlace={give} />
        <details><summary>{t('dispatch.choose_yourself')}</summary>
          <PlaceForm order={order} arriveAt={stop.arrive_at} action={t('dispatch.give')} targets={others} onPlace={give} />
        </details></>}
      {ahead && !giving && <LockStop stop={stop} courier={route.courier} />}
      {order && <Button icon="note" onClick={() => { onClose(); openOrder(order.id) }}>{t('dispatch.open_order')}</Button>}
    </Sheet>
  )
}
