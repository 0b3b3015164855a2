// Which orders have no place, why, and onto whose route could they go?
import { signal } from '@preact/signals'
import { t } from '../../kernel/i18n'
import { Button, List, Notice, Sheet } from '../../kernel/ui'
import type { LeftOut } from '../board'
import { addStop, lanes, left, openOrder, people } from '../ctrl'
import { canGo } from '../filter'
import { helpWords } from './help'
import { Offers } from './offers'
import { PlaceForm } from './place'
import { kg, whyLeftOut, window_ } from './words'

const OPEN = new Set(['draft', 'published', 'started', 'finished'])
const placing = signal<string | null>(null)

function PlaceSheet({ item: { order, ...why }, onClose }: { item: LeftOut; onClose: () => void }) {
  const targets = lanes.value.filter((lane) => OPEN.has(lane.route.status) && !lane.route.locked_at)
  const place = async (routeId: string, position: number) => {
    await addStop(order.id, routeId, position)
    onClose()
  }
  return (
    <Sheet title={t('dispatch.add_to_route')} onClose={onClose}>
      <p class="address">{order.address ?? order.number}</p>
      <p class="amber">{whyLeftOut(why)}</p>
      <p><Help order={order} detail={why.detail} /></p>
      <p class="line"><span>{order.number}</span><span>{window_(order)}</span><span>{kg(order.weight_g)}</span></p>
      {canGo(order) && <>
        <Offers orderId={order.id} onPlace={place} />
        <details><summary>{t('dispatch.choose_yourself')}</summary>
          <PlaceForm order={order} arriveAt={null} targets={targets} action={t('dispatch.add_to_route')} onPlace={place} />
        </details></>}
      <Button icon="note" onClick={() => { onClose(); openOrder(order.id) }}>{t('dispatch.open_order')}</Button>
    </Sheet>
  )
}

function Help({ order, detail }: Pick<LeftOut, 'order' | 'detail'>) {
  const words = helpWords(detail, order, people.value)
  return words ? <span class="whole">{words}</span> : null
}

export function LeftOutList() {
  const items = left.value
  const item = items.find((each) => each.order.id === placing.value)
  if (!items.length) return <Notice tone="good" icon="check"><p>{t('dispatch.none_left_out')}</p></Notice>
  return (
    <section class="card">
      <h2>{t('dispatch.left_out', { n: items.length })}</h2>
      <List items={items} keyOf={({ order }) => order.id}>
        {({ order, ...why }) => (
          <button type="button" class="row-button" onClick={() => { placing.value = order.id }}>
            <span class="main whole">{order.address ?? order.number}</span>
            <span class="whole amber">{whyLeftOut(why)}</span>
            <Help order={order} detail={why.detail} />
            <span class="whole soft">{order.number} · {window_(order)} · {kg(order.weight_g)}</span>
          </button>)}
      </List>
      {item && <PlaceSheet item={item} onClose={() => { placing.value = null }} />}
    </section>
  )
}
