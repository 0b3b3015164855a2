// How is money counted? Each coin and note by its number, with the running total; the keyboard alone is enough.
import { useRef, useState } from 'preact/hooks'
import { t } from '../../kernel/i18n'
import { formatMoney } from '../../kernel/money'
import { Button, Icon, Sheet } from '../../kernel/ui'
import { countSheet, currency, denominations, pieces } from '../ctrl'
import { parseCount, total, withCount } from '../rules'

const set = (denomination: number, count: number) => { pieces.value = withCount(pieces.value, denomination, count) }

/** The next field, or the button that ends the count: Enter walks down the list. */
function walk(event: KeyboardEvent, by: 1 | -1): void {
  const form = (event.currentTarget as HTMLElement).closest('.counting')
  const fields = [...(form?.querySelectorAll<HTMLElement>('input, .done') ?? [])]
  fields[fields.indexOf(event.currentTarget as HTMLElement) + by]?.focus()
}

function Denomination({ value }: { value: number }) {
  const [wrong, setWrong] = useState<string | null>(null)
  const count = pieces.value.get(value) ?? 0
  const name = formatMoney(value, currency.value)
  const id = `piece-${value}`
  const type = (text: string) => {
    const parsed = parseCount(text)
    setWrong(parsed === null ? text : null)
    if (parsed !== null) set(value, parsed)
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter') walk(event, event.shiftKey ? -1 : 1)
    else if (event.key === 'ArrowUp') set(value, count + 1)
    else if (event.key === 'ArrowDown') set(value, count - 1)
    else return
    event.preventDefault()
  }
  return (
    <li class="piece">
      <label for={id}>{name}</label>
      <button type="button" class="button" tabIndex={-1} aria-label={t('cashier.fewer', { value: name })} disabled={count === 0}
        onClick={() => set(value, count - 1)}><Icon name="minus" /></button>
      <input id={id} inputMode="numeric" autocomplete="off" value={wrong ?? (count || '')} placeholder="0" maxLength={6}
        aria-label={t('cashier.pieces', { value: name })} aria-invalid={wrong !== null || undefined}
        onInput={(event) => type(event.currentTarget.value)} onKeyDown={keys} onFocus={(event) => event.currentTarget.select()} />
      <button type="button" class="button" tabIndex={-1} aria-label={t('cashier.more', { value: name })}
        onClick={() => set(value, count + 1)}><Icon name="plus" /></button>
      <output for={id}>{count > 0 && formatMoney(value * count, currency.value)}</output>
      {wrong !== null && <p class="error" role="alert">{t('cashier.not_whole')}</p>}
    </li>
  )
}

export function Counting() {
  const [asking, setAsking] = useState(false)
  const sent = useRef(false)
  const sum = total(pieces.value)
  const money = formatMoney(sum, currency.value)
  const send = () => {
    if (sent.current) return
    sent.current = true
    setAsking(false)
    void countSheet().catch((problem: unknown) => { sent.current = false; throw problem })
  }
  return (
    <section class="counting">
      <h2>{t('cashier.count')}</h2>
      <ul class="pieces">{denominations.value.map((value) => <Denomination key={value} value={value} />)}</ul>
      <div class="total">
        <p><span>{t('cashier.counted')}</span> <strong role="status">{money}</strong></p>
        <button type="button" class="button primary done" onClick={() => (sum === 0 ? setAsking(true) : send())}>
          <Icon name="check" /><span>{t('cashier.done_counting')}</span></button>
      </div>
      {asking && <Sheet title={t('cashier.zero_title')} onClose={() => setAsking(false)} actions={<>
        <Button wide onClick={() => setAsking(false)}>{t('cashier.back_to_count')}</Button>
        <Button wide kind="primary" onClick={send}>{t('cashier.yes_zero')}</Button></>}>
        <p>{t('cashier.zero_meaning', { sum: money })}</p></Sheet>}
    </section>
  )
}
