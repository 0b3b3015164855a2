// What is the one thing to do now? Go to the bin, take the item, lay it into the tote: huge, and scanned.
import { useState } from 'preact/hooks'
import { type OrderRow, SHORT_REASONS, type ShortReason, type TaskRow } from '../../contract'
import { formatTime, serverNow } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { go } from '../../kernel/route'
import { Button, Icon, Notice, Screen, Sheet } from '../../kernel/ui'
import { ScanField } from '../../kernel/ui/scanfield'
import { binOf, itemOf, me, rows } from '../ctrl'
import { notHere, picking, renew, take } from '../pickctrl'
import type { Picking } from '../picking'
import { isMine } from '../work'
import { Gone, grouped, Huge, leaves, LostNotices, Picture, whereIs } from './parts'
import { AllIn, Waiting } from './taskend'
import { wayOf } from '../rules'

const NEAR_MS = 5 * 60_000

function Face({ task, at }: { task: TaskRow; at: Picking }) {
  const line = task.lines.find((each) => each.id === at.lines[0]!.id)!
  if (at.step === 'bin') {
    const again = task.lines.some((each) => each.done && each.short && each.sku === line.sku)
    return (
      <section class="face">
        <h2>{t('picker.go_to_bin')}</h2>
        <Huge code={line.bin} />
        <p class="where-bin">{whereIs(binOf(line.bin)) || t('picker.bin_zone', { at: line.zone })}</p>
        <p class="then">{again && <strong>{t('picker.rest_here')} </strong>}{line.quantity} × {line.name}</p>
      </section>
    )
  }
  if (at.step === 'item') {
    return (
      <section class="face">
        <div class="face-head"><h2>{t('picker.take_item')}</h2>
          <p class="count"><strong>{at.taken}</strong> <span>{t('picker.of_n', { n: line.quantity })}</span></p></div>
        <div class="item-face">
          <Picture src={line.picture ?? itemOf(line.sku)?.picture} />
          <div><p class="item-name">{line.name}</p><p class="soft">{line.sku}</p></div>
        </div>
      </section>
    )
  }
  return (
    <section class="face">
      <h2>{t('picker.lay_in', { n: at.taken })}</h2>
      {at.tote ? <Huge code={grouped(at.tote)} /> : <p class="item-name empty-tote"><Icon name="box" size={56} />{t('picker.empty_tote')}</p>}
      {at.short && <p class="then">{t('picker.short_some', { n: line.quantity - at.taken })}</p>}
    </section>
  )
}

function Lease({ task }: { task: TaskRow }) {
  const left_ms = task.lease_until_at ? Date.parse(task.lease_until_at) - serverNow() : Infinity
  if (left_ms > NEAR_MS) return null
  return (
    <Notice tone="warn" icon="clock">
      <p>{t(left_ms > 0 ? 'picker.lease_ends' : 'picker.lease_over', { time: formatTime(task.lease_until_at) })}</p>
      <Button wide icon="check" onClick={() => renew(task.id)}>{t('picker.lease_keep')}</Button>
    </Notice>
  )
}

function NotHere({ task, at, onClose }: { task: TaskRow; at: Picking; onClose: () => void }) {
  const line = task.lines.find((each) => each.id === at.lines[0]!.id)!
  const say = (reason: ShortReason) => notHere(task.id, reason).then(onClose)
  return (
    <Sheet title={t('picker.not_here_title')} onClose={onClose}>
      <p><strong>{line.name}</strong>, {line.bin}</p>
      <p>{t('picker.not_here_rest', { n: line.quantity - at.taken })}</p>
      <div class="choices">{SHORT_REASONS.map((reason) => (
        <Button key={reason} wide class="tall" onClick={() => say(reason)}>{t(`picker.short.${reason}`)}</Button>))}</div>
    </Sheet>
  )
}

function Step({ task, order, at }: { task: TaskRow; order: OrderRow; at: Picking }) {
  const [shortOpen, setShortOpen] = useState(false)
  const code = at.step === 'bin' ? at.lines[0]!.bin : ''
  return (
    <Screen title={order.number} onBack={() => go('/pick', true)} actions={at.step !== 'tote' &&
      <Button wide icon="warning" class="tall" onClick={() => setShortOpen(true)}>{t('picker.not_here')}</Button>}>
      <LostNotices />
      <Lease task={task} />
      <p class="progress"><strong>{t('picker.lines_left', { n: at.lines.length })}</strong>
        <span>{leaves(wayOf(rows.value, order.id)?.route ?? null)}</span></p>
      <Face task={task} at={at} />
      <ScanField label={t(`picker.scan_${at.step}`, { code })} repeat={at.step === 'item' ? 'allow' : 'once'}
        onCode={(scanned) => take(task.id, scanned)} />
      {shortOpen && <NotHere task={task} at={at} onClose={() => setShortOpen(false)} />}
    </Screen>
  )
}

export function TaskScreen({ id }: { id: string }) {
  const task = rows.value.tasks.get(id)
  const order = task && rows.value.orders.get(task.order_id)
  const title = order?.number ?? t('picker.title')
  if (!task || !order) return <Gone title={title} to="/pick" why={t('picker.task_gone')} />
  if (isMine(task, me.value)) {
    const at = picking(task)
    return at.step === 'done' ? <Waiting task={task} order={order} /> : <Step task={task} order={order} at={at} />
  }
  if (task.status === 'done' || task.status === 'packed') return <AllIn task={task} order={order} />
  if (task.status === 'waiting') return <Waiting task={task} order={order} />
  if (task.status === 'put-back') {
    return <Gone title={title} to={`/back/tote/${task.id}`} why={t('picker.cancelled_in_tote', { tote: task.tote ?? '' })} />
  }
  return <Gone title={title} to="/pick" why={t(task.picker ? 'picker.others_now' : 'picker.nobodys_now', { picker: task.picker })} />
}
