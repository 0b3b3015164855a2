// What waits at the desk? A code to scan or type, and the day: each sheet with what is still open on it.
import { formatDay } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { Badge, List, Notice } from '../../kernel/ui'
import { ScanField } from '../../kernel/ui/scanfield'
import { openSheet } from '../ctrl'
import type { DaySheet } from '../day'
import { day } from '../parcelctrl'
import { Question } from './parcels'

const SHOWN_SETTLED = 50

function Sheet({ of: { route, counted, out, signed, questions, settled } }: { of: DaySheet }) {
  return (
    <button type="button" class="row-button" onClick={() => openSheet(route.sheet_code)}>
      <span class="main whole">{route.courier}</span>
      <span class="whole soft">{formatDay(route.on)} · {route.sheet_code}</span>
      <span class="whole line">
        <Badge icon={route.status === 'closed' ? 'check' : 'route'} tone={route.status === 'finished' ? 'info' : 'neutral'}>
          {t(`status.${route.status}`)}</Badge>
        {!counted && <Badge icon="cash" tone="warn">{t('cashier.to_count')}</Badge>}
        {out > 0 && <Badge icon="box" tone={signed ? 'info' : counted ? 'bad' : 'neutral'}>{t(signed ? 'cashier.out_signed' : 'cashier.out', { n: out })}</Badge>}
        {questions.length > 0 && <Badge icon="warning" tone="bad">{t('cashier.questions', { n: questions.length })}</Badge>}
        {settled && <Badge icon="check" tone="good">{t('cashier.settled')}</Badge>}
      </span>
    </button>
  )
}

/** The one sentence of the day: settled, or what is still open. */
function State() {
  const { settled, sheets, loose } = day.value
  if (settled === null) return null
  const open = sheets.filter((each) => !each.settled)
  const sum = (count: (each: DaySheet) => number) => open.reduce((all, each) => all + count(each), 0)
  const out = sum((each) => (each.signed ? 0 : each.out))
  const questions = sum((each) => each.questions.length) + loose.length
  return settled
    ? <Notice tone="good" icon="check"><p><strong>{t('cashier.day_settled')}</strong></p></Notice>
    : <Notice tone="warn" icon="clock"><p><strong>{t('cashier.day_open')}</strong></p><p>{[
      t('cashier.day_sheets', { n: sum((each) => Number(!each.counted)) }),
      out > 0 && t('cashier.out', { n: out }),
      questions > 0 && t('cashier.questions', { n: questions }),
    ].filter(Boolean).join(' · ')}</p></Notice>
}

export function Desk() {
  const { sheets, loose } = day.value
  const open = sheets.filter((each) => !each.settled)
  const settled = sheets.filter((each) => each.settled)
  return (
    <div class="stack">
      <ScanField label={t('cashier.scan')} field={t('cashier.code')} action={t('cashier.open')} onCode={openSheet} typing />
      <h2>{t('cashier.day')}</h2>
      <State />
      {loose.length > 0 && <List items={loose} keyOf={(row) => row.id}>{(row) => <Question row={row} />}</List>}
      <List items={open} keyOf={({ route }) => route.id} empty={t('cashier.none_waiting')}>{(each) => <Sheet of={each} />}</List>
      {settled.length > 0 && <details>
        <summary>{t('cashier.closed_routes')}: {settled.length}</summary>
        <List items={settled.slice(0, SHOWN_SETTLED)} keyOf={({ route }) => route.id}>{(each) => <Sheet of={each} />}</List>
      </details>}
    </div>
  )
}
