// The last line is over: what now? To the packing table, or onto the shelf of what waits for goods.
import type { OrderRow, TaskRow } from '../../contract'
import { t } from '../../kernel/i18n'
import { go } from '../../kernel/route'
import { Button, Notice, Screen } from '../../kernel/ui'
import { Said, useScans } from '../../kernel/ui/scanfield'
import { openPack } from '../packctrl'
import { asking, claimNext } from '../pickctrl'
import { lacking } from '../work'
import { grouped, Huge, LostNotices } from './parts'

const Next = () => (
  <Button kind="primary" wide icon="scan" disabled={asking.value} onClick={claimNext}>
    {t(asking.value ? 'picker.asking' : 'picker.next')}</Button>
)

export function AllIn({ task, order }: { task: TaskRow; order: OrderRow }) {
  useScans(openPack, { repeat: 'once' })
  return (
    <Screen title={order.number} onBack={() => go('/pick', true)} actions={<>
      <Button wide icon="box" onClick={() => go(`/pack/${order.id}`)}>{t('picker.pack_now')}</Button>
      <Next /></>}>
      <LostNotices />
      <section class="face">
        <h2>{t('picker.all_in_tote')}</h2>
        <Huge code={grouped(task.tote ?? '')} />
        <p class="where-bin">{t('picker.to_packing')}</p>
      </section>
      <Said />
    </Screen>
  )
}

/** Something was short: the server has not said yet where else it lies, or it has, and the order waits for goods. */
export function Waiting({ task, order }: { task: TaskRow; order: OrderRow }) {
  const asked = task.status === 'claimed'
  return (
    <Screen title={order.number} onBack={() => go('/pick', true)} actions={<Next />}>
      <LostNotices />
      <Notice tone="warn" icon={asked ? 'clock' : 'warning'} role="alert">
        <p><strong>{t(asked ? 'picker.short_asked' : 'picker.short_waits')}</strong></p>
        <ul>{lacking(order).map(({ sku, name, pieces }) => <li key={sku}>{pieces} × {name}</li>)}</ul>
        <p>{t(asked ? 'picker.short_asked_do' : 'picker.short_waits_do')}</p>
      </Notice>
      {task.tote && <section class="face"><h2>{t('picker.in_your_tote')}</h2><Huge code={grouped(task.tote)} /></section>}
      <Said />
    </Screen>
  )
}
