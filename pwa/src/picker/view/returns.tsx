// What is to come back, and what of it can be sold again? Parcel or tote, damaged pieces, then the bin.
import { useState } from 'preact/hooks'
import type { UnitRow } from '../../contract'
import { t } from '../../kernel/i18n'
import { go } from '../../kernel/route'
import { Badge, Button, Icon, List, Notice, Screen } from '../../kernel/ui'
import { ScanField } from '../../kernel/ui/scanfield'
import { awaitedBack, bringBack, openBack, stow } from '../backctrl'
import { itemOf, rows } from '../ctrl'
import { type Back, backOf, refusal, sum, unmarked, withDamage } from '../returns'
import { Gone, grouped, LostNotices, Nav, Picture } from './parts'

const what = ({ kind, parcel, code }: Back): string =>
  (kind === 'parcel' ? t('picker.parcel_n_of', { n: parcel!.n, of: parcel!.of }) : t('picker.tote_code', { code: grouped(code) }))

/** A sheet that is closed is not among the rows of the building any more, and with it went his name. */
function whoHas({ courier }: Back): string {
  if (courier === null) return t('picker.in_building')
  return courier ? t('picker.with_courier', { courier }) : t('status.loaded')
}

function Row({ back }: { back: Back }) {
  return (
    <button type="button" class="row-button" onClick={() => go(`/back/${back.kind}/${back.id}`)}>
      <span class="main">{back.order.number}</span>
      <span class="side">{what(back)}</span>
      <span class="whole">{whoHas(back)}</span>
      <Badge tone="warn" icon="return">{t(`picker.order_${back.order.status === 'cancelled' ? 'cancelled' : 'failed'}`)}</Badge>
    </button>
  )
}

export function ReturnList() {
  return (
    <Screen title={t('picker.title')}>
      <Nav />
      <LostNotices />
      <ScanField label={t('picker.scan_back')} onCode={openBack} />
      <List items={awaitedBack.value} keyOf={(back) => back.kind + back.id} empty={t('picker.none_back')}>
        {(back) => <Row back={back} />}</List>
    </Screen>
  )
}

function Damage({ unit, n, onChange }: { unit: UnitRow; n: number; onChange: (by: number) => void }) {
  return (
    <li class="damage">
      <Picture src={itemOf(unit.sku)?.picture} />
      <span class="grow"><span class="item-name">{unit.quantity} × {unit.name}</span><span class="soft">{unit.sku}</span></span>
      <span class="stepper" role="group" aria-label={t('picker.damaged_of', { name: unit.name })}>
        <Button icon="minus" label={t('picker.less')} disabled={n === 0} onClick={() => onChange(-1)} />
        <output class={n ? 'some' : undefined}>{n}</output>
        <Button icon="plus" label={t('picker.more')} disabled={n === unit.quantity} onClick={() => onChange(1)} />
      </span>
    </li>
  )
}

type Damaged = ReadonlyMap<string, number>

function Check({ back, damaged, onChange, onNext }: {
  back: Back; damaged: Damaged; onChange: (damaged: Damaged) => void; onNext: () => unknown
}) {
  const all = sum(back.units.map((unit) => unit.quantity))
  const bad = sum(damaged.values())
  const words = !bad ? 'picker.all_sellable' : bad === all ? 'picker.all_damaged' : 'picker.some_damaged'
  return (
    <Screen title={back.order.number} onBack={() => go('/returns', true)} actions={
      <Button kind="primary" wide icon="check" onClick={onNext}>{t(words, { n: all - bad, bad })}</Button>}>
      <LostNotices />
      <p class="summary"><strong>{what(back)}</strong>
        <span>{whoHas(back)}</span></p>
      {unmarked(back) && <Notice tone="warn" icon="warning"><p>{t('picker.not_marked', { courier: back.courier || '?' })}</p></Notice>}
      <p class="damage-head"><span>{t('picker.look_at_each')}</span><strong><Icon name="warning" size={18} /> {t('picker.damaged')}</strong></p>
      <ul class="list">{back.units.map((unit) => (
        <Damage key={unit.sku} unit={unit} n={damaged.get(unit.sku) ?? 0} onChange={(by) => onChange(withDamage(damaged, unit, by))} />))}
      </ul>
    </Screen>
  )
}

export function BackScreen({ kind, id }: { kind: string; id: string }) {
  const [damaged, setDamaged] = useState<Damaged>(new Map())
  const [checked, setChecked] = useState(false)
  const back = backOf(rows.value, kind, id)
  if (!back || refusal(back)) return <Gone title={t('picker.tab.returns')} to="/returns" why={t('picker.back_gone')} />
  const good = sum(back.units.map((unit) => unit.quantity)) - sum(damaged.values())
  if (!checked) {
    return <Check back={back} damaged={damaged} onChange={setDamaged}
      onNext={() => (good ? setChecked(true) : bringBack(back, damaged, null))} />
  }
  return (
    <Screen title={back.order.number} onBack={() => setChecked(false)} actions={
      <Button wide icon="return" class="tall" onClick={() => bringBack(back, damaged, null)}>{t('picker.returns_shelf')}</Button>}>
      <LostNotices />
      <section class="face"><h2>{t('picker.put_into_bin', { n: good })}</h2>
        <ul>{back.units.map((unit) => {
          const n = unit.quantity - (damaged.get(unit.sku) ?? 0)
          return n > 0 && <li key={unit.sku} class="item-name">{n} × {unit.name}</li>
        })}</ul></section>
      <ScanField label={t('picker.scan_any_bin')} onCode={(code) => stow(back, damaged, code)} />
    </Screen>
  )
}
