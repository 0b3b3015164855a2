// What does the desk know of one sheet? Courier, orders without sums, warnings, then the step it is at.
import { ago, formatDay } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { outbox } from '../../kernel/outbox'
import { Button, List, Notice } from '../../kernel/ui'
import { OrderBadge } from '../../kernel/ui/desk'
import { sayProblem } from '../../kernel/words'
import { code, problem, readSheet, sheet, step, type DeskSheet } from '../ctrl'
import { Closed, Counted } from './booked'
import { Counting } from './counting'
import { Listen, Parcels } from './parcels'

function Warnings({ of }: { of: DeskSheet }) {
  const waits = of.queue?.length ?? 0
  if (!of.missing_marks && !waits) return null
  return (
    <Notice tone="warn" icon="warning" role="alert">
      {of.missing_marks > 0 && <p>{t('cashier.missing', { n: of.missing_marks })}</p>}
      {waits > 0 && <p>{t('cashier.phone_queue', { n: waits, age: of.queue?.oldest_at ? ago(of.queue.oldest_at) : '–' })}</p>}
      <Button onClick={() => readSheet(code.value ?? '')}>{t('cashier.look_again')}</Button>
    </Notice>
  )
}

function OrdersOf({ of }: { of: DeskSheet }) {
  return (
    <details>
      <summary>{t('cashier.orders')}: {of.orders.length}</summary>
      <List items={of.orders} keyOf={(order) => order.id}>
        {(order) => (
          <div class="row"><span class="grow"><strong>{order.number}</strong> <span class="soft">{order.address}</span></span>
            <span class="line"><OrderBadge status={order.status} />
              {order.tender && <span class="soft">{t(`payment.${order.tender}`)}</span>}</span></div>)}
      </List>
    </details>
  )
}

function Waiting({ words }: { words: string }) {
  const offline = outbox.state.value === 'offline' || outbox.state.value === 'error'
  return (
    <section class="card" aria-busy="true">
      <h2>{words}</h2>
      <progress class="wide" aria-label={words} />
      {offline && <p class="amber">{t('cashier.waits_offline')}</p>}
    </section>
  )
}

function Step() {
  switch (step.value) {
    case 'own-sheet': return <Notice tone="bad" icon="warning" role="alert"><p>{t('cashier.own_sheet')}</p></Notice>
    case 'count': return <Counting />
    case 'waiting': return <Waiting words={t('cashier.waits')} />
    case 'counted': return <Counted />
    case 'closing': return <Waiting words={t('cashier.closing')} />
    case 'closed': return <Closed />
  }
}

export function SheetView() {
  const now = sheet.value
  const failed = problem.value
  return (
    <div class="stack">
      {failed && <Notice tone="bad" icon="warning" role="alert">
        <p>{failed.status === 0 ? t('cashier.offline') : sayProblem(failed)}</p>
        <Button onClick={() => readSheet(code.value ?? '')}>{t('cashier.look_again')}</Button></Notice>}
      {!now && !failed && <p class="empty" role="status">{t('cashier.opening')}</p>}
      {!now && <Listen />}
      {now && <>
        <div class="head"><h2 class="address">{now.courier}</h2>
          <span>{formatDay(now.on)} · {t('common.orders', { n: now.orders.length })}</span></div>
        {step.value !== 'closed' && <Warnings of={now} />}
        <Step />
        <Parcels />
        <OrdersOf of={now} />
      </>}
    </div>
  )
}
