// What did not fit and waits for a human? Each in words, with what it is about, and a way to settle it.
import { useState } from 'preact/hooks'
import type { DiscrepancyRow } from '../../contract'
import { ago, formatMoment } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { tables } from '../../kernel/store'
import { Badge, Button, Field, List, Sheet } from '../../kernel/ui'
import { sayDiscrepancy } from '../../kernel/words'
import { desk, openOrder, openProblems, resolveDiscrepancy, settledProblems } from '../ctrl'
import { Hooks } from './hooks'

function about({ order_id, courier_id }: DiscrepancyRow): string {
  const order = order_id ? desk.value.orders.get(order_id) : undefined
  const courier = courier_id ? tables.users.value.get(courier_id)?.name : undefined
  return [courier, order && [order.number, order.address].filter(Boolean).join(', ')].filter(Boolean).join(' · ')
}

function Problem({ row, onSettle }: { row: DiscrepancyRow; onSettle?: () => void }) {
  return (
    <article class="card">
      <p class="head"><strong>{sayDiscrepancy(row.kind, row.detail)}</strong>
        {onSettle ? <Badge tone="warn" icon="warning">{t('dispatch.opened', { age: ago(row.opened_at) })}</Badge>
          : <Badge tone="good" icon="check">
            {t('dispatch.settled_at', { time: formatMoment(row.resolved_at) })}</Badge>}</p>
      <p>{about(row)}</p>
      <div class="line">
        {row.order_id && desk.value.orders.has(row.order_id) && <Button icon="note" onClick={() => openOrder(row.order_id!)}>
          {t('dispatch.open_order')}</Button>}
        {onSettle && <Button icon="check" onClick={onSettle}>{t('dispatch.resolve')}</Button>}
      </div>
    </article>
  )
}

function Settle({ row, onClose }: { row: DiscrepancyRow; onClose: () => void }) {
  const [comment, setComment] = useState('')
  const save = async () => {
    await resolveDiscrepancy(row.id, comment.trim())
    onClose()
  }
  return (
    <Sheet title={t('dispatch.resolve_title')} onClose={onClose} actions={<>
      <Button wide onClick={onClose}>{t('dispatch.not_now')}</Button>
      <Button wide kind="primary" icon="check" disabled={!comment.trim()} onClick={save}>{t('dispatch.resolve')}</Button></>}>
      <p><strong>{sayDiscrepancy(row.kind, row.detail)}</strong></p>
      <p>{about(row)}</p>
      <Field label={t('dispatch.comment')} hint={t('dispatch.comment_hint')} value={comment} onInput={setComment} multiline />
    </Sheet>
  )
}

export function Problems() {
  const [settling, setSettling] = useState<DiscrepancyRow | null>(null)
  const [open, settled] = [openProblems.value, settledProblems.value]
  return (
    <div class="stack">
      <h2>{t('dispatch.problems_open', { n: open.length })}</h2>
      <List items={open} keyOf={(row) => row.id} empty={t('dispatch.no_problems')}>
        {(row) => <Problem row={row} onSettle={() => setSettling(row)} />}
      </List>
      <Hooks />
      {settled.length > 0 && <details>
        <summary>{t('dispatch.problems_resolved', { n: settled.length })}</summary>
        <List items={settled} keyOf={(row) => row.id}>{(row) => <Problem row={row} />}</List>
      </details>}
      {settling && <Settle row={settling} onClose={() => setSettling(null)} />}
    </div>
  )
}
