// What is there to gather, what leaves when, and which of it is his? One button asks for the next.
import { useState } from 'preact/hooks'
import { formatTime } from '../../kernel/clock'
import { reachable } from '../../kernel/api'
import { t } from '../../kernel/i18n'
import { go } from '../../kernel/route'
import { Badge, Button, List, Notice, Screen, Sheet } from '../../kernel/ui'
import { useScans } from '../../kernel/ui/scanfield'
import { me } from '../ctrl'
import { asking, claimNext, claimTask, own, release, work } from '../pickctrl'
import { isMine, lacking, type Work } from '../work'
import { find } from './find'
import { leaves, LostNotices, Nav } from './parts'

function State({ of: { task } }: { of: Work }) {
  if (isMine(task, me.value)) return <Badge tone="info" icon="user">{t('picker.yours')}</Badge>
  if (task.status === 'claimed') return <Badge icon="user">{t('picker.has_it', { picker: task.picker ?? '' })}</Badge>
  if (task.status === 'waiting') return <Badge tone="warn" icon="clock">{t('picker.task.waiting')}</Badge>
  return null
}

function Row({ of: found, onOpen }: { of: Work; onOpen: () => void }) {
  return (
    <button type="button" class="row-button" onClick={onOpen}>
      <span class="main">{found.order.number}</span>
      <span class="side">{t('picker.pieces', { n: found.left })}</span>
      <span class="whole soft">{leaves(found.route)}</span>
      <State of={found} />
    </button>
  )
}

function Actions({ of: { task }, onDone }: { of: Work; onDone: () => void }) {
  const then = (doing: Promise<unknown>) => doing.then(onDone)
  if (isMine(task, me.value)) {
    return (
      <>
        <Button kind="primary" wide icon="play" onClick={() => go(`/task/${task.id}`)}>{t('picker.continue')}</Button>
        <Button wide icon="return" onClick={() => then(release(task.id))}>{t('picker.release')}</Button>
      </>
    )
  }
  if (task.status === 'open') {
    return <Button kind="primary" wide icon="check" onClick={() => then(claimTask(task.id, null))}>{t('picker.take_this')}</Button>
  }
  if (task.status === 'waiting') return null
  return (
    <Button kind="danger" wide icon="user" onClick={() => then(claimTask(task.id, task.picker ?? ''))}>
      {t('picker.take_over', { picker: task.picker ?? '' })}</Button>
  )
}

function Detail({ of: found, onClose }: { of: Work; onClose: () => void }) {
  const { task, order, route } = found
  return (
    <Sheet title={t('picker.order', { number: order.number })} onClose={onClose}
      actions={<Actions of={found} onDone={onClose} />}>
      <State of={found} />
      <p>{leaves(route)}</p>
      {task.tote && <p>{t('picker.in_tote', { tote: task.tote })}</p>}
      {task.status === 'claimed' && !isMine(task, me.value) && <Notice tone="warn" icon="warning" role="note">
        <p>{t('picker.take_over_hint', { picker: task.picker ?? '', time: formatTime(task.lease_until_at) })}</p></Notice>}
      <ul class="list">{lacking(order).map(({ sku, name, pieces }) => <li key={sku}><strong>{pieces} ×</strong> {name}</li>)}</ul>
    </Sheet>
  )
}

function Ask() {
  const [first] = own.value
  if (asking.value) return <Button kind="primary" wide disabled icon="clock">{t('picker.asking')}</Button>
  return first
    ? <Button kind="primary" wide icon="play" onClick={() => go(`/task/${first.task.id}`)}>
      {t('picker.continue_order', { number: first.order.number })}</Button>
    : <Button kind="primary" wide icon="scan" onClick={claimNext}>{t('picker.next')}</Button>
}

export function PickList() {
  useScans(find, { repeat: 'once' }) // nothing is asked for here: what is scanned is looked up
  const [openId, setOpenId] = useState<string | null>(null)
  const open = work.value.find(({ task }) => task.id === openId)
  const waiting = work.value.filter(({ task }) => task.status === 'open')
  const soonest = work.value.find(({ task, route }) => task.status !== 'waiting' && route?.depart_at)
  return (
    <Screen title={t('picker.title')} actions={<Ask />}>
      <Nav />
      <LostNotices />
      <p class="summary"><strong>{t('picker.open_tasks', { n: waiting.length })}</strong>
        {soonest && <span>{leaves(soonest.route)}</span>}</p>
      {!reachable.value && <Notice tone="warn" icon="offline"><p>{t('picker.claim_offline')}</p></Notice>}
      <List items={work.value} keyOf={({ task }) => task.id} empty={t('picker.nothing')}>
        {(found) => <Row of={found} onOpen={() => setOpenId(found.task.id)} />}</List>
      {open && <Detail of={open} onClose={() => setOpenId(null)} />}
    </Screen>
  )
}
