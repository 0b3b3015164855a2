// How was it handed over? Already paid: one tap. Cash: what was given, and the change in large figures. Card: one tap.
import { useState } from 'preact/hooks'
import type { OrderRow, Tender } from '../../contract'
import { t } from '../../kernel/i18n'
import { formatMoney, parseMoney, typed } from '../../kernel/money'
import { back } from '../../kernel/route'
import { Button, Field, Notice, Screen } from '../../kernel/ui'
import { deliverStop, rows } from '../ctrl'
import { changeOf, deliverArgs, dueOf, noteSums, owes } from '../payment'
import { isDone, stopById } from '../rules'
import { addressOf, DueLine, Gone } from './parts'

function Tenders({ tender, onChoose }: { tender: Tender; onChoose: (tender: Tender) => void }) {
  return (
    <div class="pair" role="group" aria-label={t('courier.paid_by')}>
      {(['cash', 'card'] as const).map((each) => (
        <Button key={each} icon={tender === each ? 'check' : each} pressed={tender === each} onClick={() => onChoose(each)}>
          {t(`payment.${each}`)}</Button>))}
    </div>
  )
}

function Cash({ order, text, onText }: { order: OrderRow; text: string; onText: (text: string) => void }) {
  const { currency } = order
  const due_minor = dueOf(order)
  const given = parseMoney(text, currency)
  const change = changeOf(due_minor, given)
  const choose = (minor: number) => onText(typed(minor, currency))
  const wrong = text.trim() === '' ? null : given === null ? t('courier.not_money')
    : change === null ? t('courier.too_little', { missing: formatMoney(due_minor - given, currency) }) : null
  return (
    <>
      <div class="choices columns" role="group" aria-label={t('courier.given')}>
        <Button pressed={given === due_minor} onClick={() => choose(due_minor)}>{t('courier.exact')}</Button>
        {noteSums(due_minor, currency).map((sum) => (
          <Button key={sum} pressed={given === sum} onClick={() => choose(sum)}>{formatMoney(sum, currency)}</Button>))}
      </div>
      <Field label={t('courier.given')} inputMode="decimal" autocomplete="off" value={text} onInput={onText} error={wrong} />
      <p class="change" role="status">{change === null ? t('courier.change_wait')
        : <>{t('courier.change')} <strong>{formatMoney(change, currency)}</strong></>}</p>
    </>
  )
}

export function Deliver({ id }: { id: string }) {
  const found = stopById(rows.value, id)
  const [chosen, setChosen] = useState<Tender | null>(null)
  const [text, setText] = useState('')
  if (!found || isDone(found.stop)) return <Gone title={t('courier.deliver')} />
  const { order } = found
  const tender: Tender = !owes(order) ? 'prepaid' : chosen ?? (order.payment === 'card' ? 'card' : 'cash')
  const args = deliverArgs(order, id, tender, parseMoney(text, order.currency))
  return (
    <Screen title={t('courier.deliver')} onBack={() => back()} actions={
      <Button kind="primary" wide icon="check" disabled={!args} onClick={() => args && deliverStop(args)}>
        {t(`courier.confirm_${tender}`, { amount: formatMoney(order.due_minor, order.currency) })}</Button>}>
      <p class="where"><strong>{addressOf(order)}</strong><span>{order.number}{order.customer && ` · ${order.customer}`}</span></p>
      <DueLine order={order} />
      {tender !== 'prepaid' && <Tenders tender={tender} onChoose={setChosen} />}
      {tender === 'cash' && <Cash order={order} text={text} onText={setText} />}
      {tender === 'card' && <Notice icon="card"><p>{t('courier.card_hint')}</p></Notice>}
      {tender === 'prepaid' && <Notice tone="good" icon="check"><p>{t('courier.prepaid_hint')}</p></Notice>}
    </Screen>
  )
}
