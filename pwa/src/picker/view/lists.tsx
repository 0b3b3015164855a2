// What is to be prepared, route by route, and which goods are to come back?
import type { OrderRow } from '../../contract'
import { formatTime } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { Button, List, Notice } from '../../kernel/ui'
import { ScanField } from '../../kernel/ui/scanfield'
import { sayProblem } from '../../kernel/words'
import { awaitedBack, courierOf, find, loadsToPrepare, missing, openOrder, returnOrder } from '../ctrl'
import type { Load } from '../rules'

function Find() {
  const { code, problem } = missing.value ?? {}
  return (
    <>
      <ScanField label={t('picker.scan')} field={t('picker.code')} action={t('picker.open')} onCode={find} typing />
      {code && <Notice tone="bad" icon="warning" role="alert"><p><strong>{t('picker.not_found', { code })}</strong></p>
        {problem && problem.status !== 404 && <p>{sayProblem(problem)}</p>}</Notice>}
    </>
  )
}

const goods = (order: OrderRow): string => order.lines.map((line) => `${line.quantity} × ${line.name}`).join(', ')

function Route({ load: { route, orders } }: { load: Load }) {
  return (
    <section class="card">
      <div class="head"><h2>{route.courier}</h2><span class="soft">{t('common.orders', { n: orders.length })}
        {route.depart_at && `, ${t('picker.leaves', { time: formatTime(route.depart_at) })}`}</span></div>
      <p class="hint">{t('picker.loading_order')}</p>
      <List items={orders} keyOf={(order) => order.id}>
        {(order) => (
          <button type="button" class="row-button" onClick={() => openOrder(order.id)}>
            <span class="main">{order.number}</span>
            <span class="side soft">{t('common.parcels', { n: order.parcels })}</span>
            <span class="whole soft">{goods(order)}</span>
          </button>)}
      </List>
    </section>
  )
}

export function Prepare() {
  return (
    <div class="stack">
      <Find />
      <List items={loadsToPrepare.value} keyOf={(load) => load.route.id} empty={t('picker.none')}>
        {(load) => <Route load={load} />}</List>
    </div>
  )
}

export function Returns() {
  return (
    <div class="stack">
      <Find />
      <List items={awaitedBack.value} keyOf={(order) => order.id} empty={t('picker.none_back')}>
        {(order) => (
          <article class="card">
            <button type="button" class="row-button" onClick={() => openOrder(order.id)}>
              <span class="main whole">{order.number}</span>
              <span class="whole">{courierOf(order.id) && t('picker.with_courier', { courier: courierOf(order.id) })}</span>
              <span class="whole soft">{goods(order)}</span>
            </button>
            <Button icon="return" label={`${order.number}: ${t('picker.is_back')}`} onClick={() => returnOrder(order.id)}>
              {t('picker.is_back')}</Button>
          </article>)}
      </List>
    </div>
  )
}
