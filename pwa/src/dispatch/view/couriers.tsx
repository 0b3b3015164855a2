// Where is each courier, how old is that, and how far is his route? A list with the map beside it.
import type { UserRow } from '../../contract'
import { ago } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { Badge, List, Notice } from '../../kernel/ui'
import type { Lane } from '../board'
import { couriers, onShift, todaysLanes } from '../ctrl'
import { positions, positionsFailing } from '../live'
import { CourierAge } from './age'
import { MapSlot } from './mapslot'

function Progress({ lane }: { lane: Lane }) {
  const words = t('dispatch.progress', { done: lane.done, total: lane.visits.length })
  return (
    <>
      <p class="line"><span>{words}</span><span class="soft">{t(`status.${lane.route.status}`)}</span>
        {lane.late > 0 && <span class="amber">{t('dispatch.late_n', { n: lane.late })}</span>}</p>
      <progress class="wide" value={lane.done} max={Math.max(1, lane.visits.length)} aria-label={words} />
    </>
  )
}

function PhoneQueue({ id }: { id: string }) {
  const queue = positions.value.get(id)?.queue
  if (!queue?.length) return null
  return <p class="amber">{t('dispatch.phone_queue', { n: queue.length })}
    {queue.oldest_at && `, ${ago(queue.oldest_at)}`}</p>
}

function Courier({ courier }: { courier: UserRow }) {
  const seen = positions.value.get(courier.id)
  const mine = todaysLanes.value.filter((lane) => lane.route.courier_id === courier.id)
  return (
    <article class="card lane">
      <div class="head"><strong class="main">{courier.name}</strong>
        <span class="soft">{courier.vehicle && t(`vehicle.${courier.vehicle}`)}</span></div>
      <p class="line"><CourierAge id={courier.id} />
        {seen && <span class="soft">{t('dispatch.accuracy', { n: Math.round(seen.accuracy_m) })}</span>}
        {onShift.value.has(courier.id) ? <Badge tone="good" icon="play">{t('dispatch.on_shift')}</Badge>
          : <Badge icon="stop">{t('dispatch.off_shift')}</Badge>}</p>
      {mine.map((lane) => <Progress key={lane.route.id} lane={lane} />)}
      {!mine.length && <p class="soft">{t('dispatch.no_route')}</p>}
      <PhoneQueue id={courier.id} />
    </article>
  )
}

export function Couriers() {
  return (
    <div class="couriers">
      <div class="stack">
        {positionsFailing.value && <Notice tone="warn" icon="offline"><p>{t('dispatch.positions_failed')}</p></Notice>}
        <List items={couriers.value} keyOf={(courier) => courier.id} empty={t('dispatch.no_couriers')}>
          {(courier) => <Courier courier={courier} />}</List>
      </div>
      <MapSlot />
    </div>
  )
}
