// What came out of the count? Expected and difference with its reason; then the closed sheet, to be read only.
import { COUNT_REASONS, type CountReason, type CountRow } from '../../contract'
import { formatMoment } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { formatMoney } from '../../kernel/money'
import { Button, Field, Notice } from '../../kernel/ui'
import { closeSheet, comment, count, countAgain, earlier, late, leaveSheet, own, reason, signing } from '../ctrl'
import { missing } from '../parcelctrl'
import { lacks, verdict } from '../rules'
import { MissingList, Questions } from './parcels'

const LOOK = { even: ['good', 'check'], short: ['bad', 'warning'], over: ['warn', 'warning'] } as const

function Figures({ of }: { of: CountRow }) {
  const money = (minor: number) => formatMoney(minor, of.currency)
  const said = verdict(of.difference_minor)
  const [tone, icon] = LOOK[said]
  return (
    <>
      <table class="grid figures"><tbody>
        <tr><th scope="row">{t('cashier.counted')}</th><td class="number">{money(of.counted_minor)}</td></tr>
        <tr><th scope="row">{t('cashier.expected')}</th><td class="number">{money(of.expected_minor)}</td></tr>
        <tr><th scope="row">{t('cashier.difference')}</th><td class="number">{money(of.difference_minor)}</td></tr>
      </tbody></table>
      <Notice tone={tone} icon={icon}>
        <p><strong>{t(`cashier.${said}`, { sum: money(Math.abs(of.difference_minor)) })}</strong></p></Notice>
    </>
  )
}

function Why() {
  const choose = (each: CountReason) => { reason.value = each }
  return (
    <fieldset class="why">
      <legend>{t('cashier.reason')}</legend>
      <div class="buttons">{COUNT_REASONS.map((each) => (
        <Button key={each} pressed={reason.value === each} icon={reason.value === each ? 'check' : undefined}
          onClick={() => choose(each)}>{t(`count_reason.${each}`)}</Button>))}</div>
      {!missing.value.length && <Comment />}
    </fieldset>
  )
}

function Comment() {
  return <Field label={t('cashier.comment')} value={comment.value} onInput={(text) => { comment.value = text }} />
}

/** Parcels that nobody has seen: they come back now, or somebody signs for them and says what is known. */
function Missing() {
  const n = missing.value.length
  if (!n) return null
  return (
    <section class="stack" aria-label={t('cashier.parcels_missing', { n })}>
      <Notice tone="bad" icon="warning"><p><strong>{t('cashier.parcels_missing', { n })}</strong></p><MissingList />
        <p>{t('cashier.parcels_missing_do')}</p></Notice>
      <Button wide pressed={signing.value} icon={signing.value ? 'check' : 'note'} onClick={() => { signing.value = !signing.value }}>
        {t('cashier.sign_missing', { n })}</Button>
      {signing.value && <Comment />}
    </section>
  )
}

export function Counted() {
  const of = count.value
  if (!of) return null
  const lacking = lacks(of, reason.value, missing.value.length, signing.value, comment.value)
  return (
    <section class="card">
      <Figures of={of} />
      {of.difference_minor !== 0 && <Why />}
      <Missing />
      {lacking && <p class="hint">{t(`cashier.${lacking}_needed`)}</p>}
      <div class="buttons">
        <Button icon="return" onClick={countAgain}>{t('cashier.recount')}</Button>
        <Button kind="primary" icon="check" disabled={lacking !== null} onClick={closeSheet}>{t('cashier.close')}</Button>
      </div>
    </section>
  )
}

function Earlier() {
  if (!earlier.value.length) return null
  return (
    <section>
      <h3>{t('cashier.earlier')}</h3>
      {earlier.value.map((of) => (
        <div key={of.id}><p class="soft">{t('cashier.closed_at', { time: formatMoment(of.closed_at) })}
          {of.reason && ` · ${t(`count_reason.${of.reason}`)}`}</p><Figures of={of} /></div>))}
    </section>
  )
}

export function Closed() {
  const of = count.value
  return (
    <section class="card">
      <Notice tone="good" icon="check"><p><strong>{t('cashier.closed')}</strong></p>
        {of?.closed_at && <p>{t('cashier.closed_at', { time: formatMoment(of.closed_at) })}</p>}</Notice>
      {of && <Figures of={of} />}
      {of?.reason && <p>{t('cashier.reason')} <strong>{t(`count_reason.${of.reason}`)}</strong></p>}
      <Earlier />
      {missing.value.length > 0 && <Notice tone="warn" icon="box">
        <p><strong>{t('cashier.parcels_signed', { n: missing.value.length })}</strong></p><MissingList />
        <p>{t('cashier.parcels_turn_up')}</p></Notice>}
      <Questions />
      <p class="hint">{t('cashier.closed_for_good')}</p>
      {late.value && <Notice tone="warn" icon="warning" role="alert"><p>{t('cashier.late_money')}</p>
        {!own.value && <Button icon="cash" onClick={countAgain}>{t('cashier.count_late')}</Button>}</Notice>}
      <Button kind="primary" wide onClick={leaveSheet}>{t('cashier.next_sheet')}</Button>
    </section>
  )
}
