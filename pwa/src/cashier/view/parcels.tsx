// Where are the sheet's parcels? Out, handed over, back; one that lies on the desk is scanned in here.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { DiscrepancyRow, UnitRow } from '../../contract'
import { ago } from '../../kernel/clock'
import { hush } from '../../kernel/feedback'
import { t } from '../../kernel/i18n'
import { onScan } from '../../kernel/scan'
import { Badge, Button, Field, Icon, List, Notice, Sheet } from '../../kernel/ui'
import { ScanField } from '../../kernel/ui/scanfield'
import { WrongScan } from '../../kernel/ui/wrongscan'
import { sayDiscrepancy } from '../../kernel/words'
import { code, own, readSheet, sheet } from '../ctrl'
import { asked, damaged, day, fits, missing, nameOf, outside, parcels, refused, scanned, sign, takeBack, titleOf } from '../parcelctrl'
import { type SheetParcel, withDamaged } from '../parcels'

const LOOKS = { out: ['warning', 'bad'], delivered: ['check', 'good'], back: ['return', 'info'] } as const
const ORDER = ['out', 'back', 'delivered']
const grouped = (text: string): string => text.replace(/(.{4})(?=.)/g, '$1 ')

/** Missing parcels by order and code. */
export function MissingList() {
  return <ul class="missing">{missing.value.map((each) => <li key={each.id}><strong>{titleOf(each)}</strong> {grouped(each.code)}</li>)}</ul>
}

function Line({ parcel }: { parcel: SheetParcel }) {
  const known = parcel.status === 'out' || parcel.status === 'back' ? parcel.status : 'delivered'
  const [icon, tone] = LOOKS[known]
  return (
    <div class="row"><span class="grow"><strong>{parcel.number}</strong> {parcel.n}/{parcel.of} <span class="soft">{grouped(parcel.code)}</span></span>
      <Badge icon={icon} tone={tone}>{t(`cashier.parcel_${known}`)}</Badge></div>
  )
}

function Unit({ unit }: { unit: UnitRow }) {
  const n = damaged.value.get(unit.sku) ?? 0
  const set = (count: number) => { damaged.value = withDamaged(damaged.value, unit, count) }
  return (
    <li class="unit">
      <span class="grow">{unit.quantity} × {unit.name}</span>
      <Button icon="minus" label={t('cashier.damaged_fewer', { name: unit.name })} disabled={n === 0} onClick={() => set(n - 1)} />
      <output aria-label={t('cashier.damaged_of', { name: unit.name })}>{n}</output>
      <Button icon="plus" label={t('cashier.damaged_more', { name: unit.name })} disabled={n === unit.quantity} onClick={() => set(n + 1)} />
    </li>
  )
}

/** A scanned parcel: whole, or with damaged pieces. Enter, or the same parcel scanned again, says yes. */
function Asked({ parcel }: { parcel: SheetParcel }) {
  const body = useRef<HTMLDivElement>(null)
  useEffect(() => { body.current?.closest('dialog')?.querySelector<HTMLElement>('.primary')?.focus() }, [])
  const broken = [...damaged.value.values()].reduce((all, n) => all + n, 0)
  return (
    <Sheet title={titleOf(parcel)} onClose={() => { asked.value = null }} actions={
      <Button kind="primary" wide icon="return" onClick={takeBack}>
        {broken ? t('cashier.back_damaged', { n: broken }) : t('cashier.back_whole')}</Button>}>
      <div ref={body} class="stack">
        {parcel.status === 'delivered' && <Notice tone="warn" icon="warning"><p>{t('cashier.back_though_delivered')}</p></Notice>}
        <p>{t('cashier.damaged_hint')}</p>
        <ul class="pieces">{parcel.units.map((unit) => <Unit key={unit.sku} unit={unit} />)}</ul>
      </div>
    </Sheet>
  )
}

/** Listens where no field does: another sheet, or a parcel that is not awaited any more. */
export function Listen() {
  useEffect(() => onScan(scanned), [])
  return null
}

function Wrong() {
  const wrong = refused.value
  if (!wrong) return null
  const seen = (right: string | null) => {
    refused.value = null
    if (right) scanned(right)
  }
  return <WrongScan expected={wrong.expected} got={wrong.got} matches={fits} nameOf={nameOf} onAcknowledge={seen} />
}

export function Parcels() {
  const known = useRef(outside.value)
  useEffect(() => {
    if (known.current !== outside.value && code.value) void readSheet(code.value)
    known.current = outside.value
  }, [outside.value])
  useEffect(() => () => { asked.value = refused.value = null; hush() }, [])
  const all = [...parcels.value].sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status))
  const n = missing.value.length
  return (
    <>
      {all.length > 0 && <section class="card">
        <h2><Icon name="box" /> {n ? t('cashier.parcels_out', { n, of: all.length }) : t('cashier.parcels_settled', { n: all.length })}</h2>
        {n > 0 && !own.value && <ScanField label={t('cashier.scan_back')} field={t('cashier.parcel_code')}
          action={t('cashier.take_back')} onCode={scanned} typing />}
        <List items={all} keyOf={(parcel) => parcel.id}>{(parcel) => <Line parcel={parcel} />}</List>
      </section>}
      {(!n || own.value) && <Listen />}
      {asked.value && <Asked parcel={asked.value} />}
      <Wrong />
    </>
  )
}

/** What does not fit, and a way to sign for it: somebody looked into it and says what came of it. */
export function Question({ row }: { row: DiscrepancyRow }) {
  const [words, setWords] = useState<string | null>(null)
  const close = () => setWords(null)
  return (
    <div class="row"><span class="grow amber">{sayDiscrepancy(row.kind, row.detail)} <span class="soft">{ago(row.opened_at)}</span></span>
      <Button icon="note" onClick={() => setWords('')}>{t('cashier.sign')}</Button>
      {words !== null && <Sheet title={t('cashier.sign')} onClose={close} actions={
        <Button kind="primary" wide icon="check" disabled={!words.trim()} onClick={() => { close(); void sign(row.id, words.trim()) }}>
          {t('cashier.sign')}</Button>}>
        <p>{sayDiscrepancy(row.kind, row.detail)}</p>
        <Field label={t('cashier.comment')} value={words} onInput={setWords} required autofocus hint={t('cashier.sign_hint')} />
      </Sheet>}
    </div>
  )
}

/** What of this sheet nobody has signed for yet. */
export function Questions() {
  const mine = day.value.sheets.find((each) => each.route.id === sheet.value?.route_id)?.questions ?? []
  if (!mine.length) return null
  return <List items={mine} keyOf={(row) => row.id} label={t('cashier.questions', { n: mine.length })}>{(row) => <Question row={row} />}</List>
}
