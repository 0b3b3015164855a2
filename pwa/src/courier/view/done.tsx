// What has he done today, and how much cash is on him? And the end of the shift.
import { useState } from 'preact/hooks'
import type { StopRow } from '../../contract'
import { formatTime } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { formatMoney } from '../../kernel/money'
import { outbox } from '../../kernel/outbox'
import { go } from '../../kernel/route'
import { session } from '../../kernel/session'
import { Button, List, Notice, Screen, Sheet } from '../../kernel/ui'
import { back, endShift, next, rows, shift } from '../ctrl'
import { daysRoutes, isDone, stopsOf, totals } from '../rules'
import { BringBack } from './back'
import { addressOf, StopBadges } from './parts'

function sums(purse: Map<string, number>): string {
  const own = session.hub.value?.currency
  const all = purse.size ? [...purse] : own ? [[own, 0] as const] : []
  return all.map(([currency, minor]) => formatMoney(minor, currency)).join(' + ')
}

function DoneLine({ stop }: { stop: StopRow }) {
  const order = rows.value.orders.get(stop.order_id)
  if (!order) return null
  const paid = stop.tender && stop.tender !== 'prepaid'
    ? `${t(`payment.${stop.tender}`)} ${formatMoney(stop.collected_minor ?? 0, order.currency)}` : null
  const why = stop.fail_reason ? t(`fail_reason.${stop.fail_reason}`) : null
  return (
    <div class="card line">
      <span class="line-words"><strong>{order.number} · {addressOf(order)}</strong>
        <span>{formatTime(stop.done_at)}{(paid ?? why) && ` · ${paid ?? why}`}</span>
        <StopBadges stop={stop} /></span>
    </div>
  )
}

function EndShift({ open, onClose }: { open: number; onClose: () => void }) {
  return (
    <Sheet title={t('courier.end_shift')} onClose={onClose} actions={<>
      <Button wide onClick={onClose}>{t('common.cancel')}</Button>
      <Button kind="primary" wide icon="stop" onClick={endShift}>{t('courier.end_shift')}</Button></>}>
      {open > 0 && <Notice tone="warn" icon="warning"><p>{t('courier.end_open', { n: open })}</p></Notice>}
      {back.value.length > 0 && <Notice tone="warn" icon="return">
        <p>{t('courier.bring_back', { n: back.value.length })}</p></Notice>}
      {outbox.pending.value.length > 0 && <Notice tone="warn" icon="clock">
        <p>{t('courier.end_queue', { n: outbox.pending.value.length })}</p></Notice>}
      <p>{t('courier.end_hint')}</p>
    </Sheet>
  )
}

export function Done() {
  const [ending, setEnding] = useState(false)
  const { delivered, failed, open, cash, card } = totals(rows.value)
  const done = daysRoutes(rows.value).flatMap((route) => stopsOf(rows.value, route.id)).filter(isDone)
    .sort((a, b) => (b.done_at ?? '').localeCompare(a.done_at ?? ''))
  return (
    <Screen title={t('courier.my_day')} onBack={() => go('/', true)} actions={<>
      {shift.value && <Button wide icon="stop" onClick={() => setEnding(true)}>{t('courier.end_shift')}</Button>}
      <Button kind="primary" wide icon="route" onClick={() => go('/', true)}>{t(next.value ? 'courier.to_next' : 'courier.title')}</Button></>}>
      <dl class="card totals">
        <div class="main"><dt>{t('courier.cash_on_me')}</dt><dd>{sums(cash)}</dd></div>
        <div><dt>{t('payment.card')}</dt><dd>{sums(card)}</dd></div>
        <div><dt>{t('status.delivered')}</dt><dd>{delivered}</dd></div>
        <div><dt>{t('status.failed')}</dt><dd>{failed}</dd></div>
        <div><dt>{t('courier.open_stops')}</dt><dd>{open}</dd></div>
      </dl>
      <BringBack />
      <List items={done} keyOf={(stop) => stop.id} empty={t('courier.nothing_done')} label={t('courier.my_day')}>
        {(stop) => <DoneLine stop={stop} />}
      </List>
      {ending && <EndShift open={open} onClose={() => setEnding(false)} />}
    </Screen>
  )
}
