// Where is this order, and where are its goods? By number, parcel or tote.
import { signal } from '@preact/signals'
import type { OrderRow, ParcelRow } from '../../contract'
import { api, ApiProblem } from '../../kernel/api'
import { formatDay } from '../../kernel/clock'
import { feedback } from '../../kernel/feedback'
import { t, thousands } from '../../kernel/i18n'
import { go } from '../../kernel/route'
import { Button, Notice, Screen } from '../../kernel/ui'
import { OrderBadge } from '../../kernel/ui/desk'
import { ScanField } from '../../kernel/ui/scanfield'
import { sayProblem } from '../../kernel/words'
import { rows } from '../ctrl'
import { byNumber, byParcel, byTote, parcelsOf, taskOf, wayOf } from '../rules'
import { grouped, leaves, LostNotices, Nav } from './parts'

/** An order that is over is not on this phone: what the server told of it. */
const remote = signal<OrderRow | null>(null)
const missing = signal<{ code: string; problem: ApiProblem | null } | null>(null)

/** Opens the order of a number, parcel or tote: what is held here, else the server says. */
export async function find(code: string): Promise<void> {
  missing.value = remote.value = null
  const all = rows.value
  const id = byParcel(all.parcels.values(), code)?.order_id ?? byTote(all.tasks.values(), code)?.order_id
  const held = id ? all.orders.get(id) : byNumber(all.orders.values(), code)
  if (held) {
    feedback('ok', held.number)
    return go(`/find/${held.id}`)
  }
  try {
    remote.value = await api.get<OrderRow>(`/api/orders/find?code=${encodeURIComponent(code)}`)
    go(`/find/${remote.value.id}`)
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem
    feedback('wrong')
    go('/find')
    missing.value = { code, problem: problem.status === 404 ? null : problem }
  }
}

function whereOfParcel(parcel: ParcelRow): string {
  const courier = rows.value.routes.get(parcel.route_id ?? '')?.courier ?? wayOf(rows.value, parcel.order_id)?.route.courier ?? '?'
  return t(`picker.where_parcel.${parcel.status}`, { n: parcel.n, of: parcel.of, courier })
}

/** Sentences that say where an order's goods are. */
function whereabouts(order: OrderRow): string[] {
  const parcels = parcelsOf(rows.value, order.id)
  if (parcels.length) return parcels.map(whereOfParcel)
  const task = taskOf(rows.value, order.id)
  if (!task) return [t(`picker.where.${order.status}`)]
  return [t(`picker.where_task.${task.status}`, { picker: task.picker ?? '?', tote: task.tote ? grouped(task.tote) : '–' })]
}

function OrderCard({ order }: { order: OrderRow }) {
  const task = taskOf(rows.value, order.id)
  const short = order.status === 'short' ? order.lines.filter((line) => line.reserved < line.quantity) : []
  return (
    <article class="card">
      <div class="head"><h2 class="address">{order.number}</h2><OrderBadge status={order.status} /></div>
      {whereabouts(order).map((words, n) => <p key={n} class="whereabouts">{words}</p>)}
      {short.map((line) => <p key={line.sku} class="amber">{t('picker.waits_for', { n: line.quantity - line.reserved, name: line.name })}</p>)}
      <p class="soft">{formatDay(order.delivery_on)} · {leaves(wayOf(rows.value, order.id)?.route ?? null)} · {t('picker.kg', { n: thousands(order.weight_g) })}</p>
      <table class="grid"><tbody>{order.lines.map((line, at) => (
        <tr key={at}><td class="number"><strong>{line.quantity} ×</strong></td>
          <td><strong>{line.name}</strong><br /><span class="soft">{line.sku} · {t('picker.picked_of', { n: line.picked, of: line.quantity })}</span></td></tr>))}
      </tbody></table>
      <div class="pair">
        {parcelsOf(rows.value, order.id).length > 0 && order.status !== 'cancelled'
          && <Button icon="print" onClick={() => go(`/pack/${order.id}`)}>{t('picker.labels')}</Button>}
        {task?.status === 'done' && <Button icon="box" onClick={() => go(`/pack/${order.id}`)}>{t('picker.pack_now')}</Button>}
      </div>
    </article>
  )
}

export function FindScreen({ id }: { id: string }) {
  const order = rows.value.orders.get(id) ?? (remote.value?.id === id ? remote.value : undefined)
  const { code, problem } = missing.value ?? {}
  return (
    <Screen title={t('picker.title')}>
      <Nav />
      <LostNotices />
      <ScanField label={t('picker.scan_find')} field={t('picker.number_or_code')} action={t('picker.open')} typing onCode={find} />
      {code && <Notice tone="bad" icon="warning" role="alert"><p><strong>{t('picker.not_found', { code })}</strong></p>
        {problem && <p>{sayProblem(problem)}</p>}</Notice>}
      {order && !code && <OrderCard order={order} />}
    </Screen>
  )
}
