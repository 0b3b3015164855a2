// What may one courier carry, where and when? The form of his rules; they hold for plans made from now on.
import { useEffect, useRef, useState } from 'preact/hooks'
import { type UserRow, VEHICLES } from '../../contract'
import { t } from '../../kernel/i18n'
import { session } from '../../kernel/session'
import { Button, Field, say, Select, Sheet } from '../../kernel/ui'
import { sayProblem } from '../../kernel/words'
import { type CourierForm, formOf, read, SERVING } from '../courier'
import { setCourier, zoneNames } from '../ctrl'

type Set = (change: Partial<CourierForm>) => void
interface Part { form: CourierForm; set: Set }

function Hours({ form, set }: Part) {
  return (
    <fieldset class="rules">
      <legend>{t('admin.courier.shift')}</legend>
      <Select label={t('admin.courier.vehicle')} value={form.vehicle} onChange={(vehicle) => set({ vehicle })}
        options={VEHICLES.map((value) => ({ value, label: t(`vehicle.${value}`) }))} />
      <div class="choices-row">
        <Field type="time" label={t('admin.courier.from')} value={form.from} onInput={(from) => set({ from })} />
        <Field type="time" label={t('admin.courier.to')} value={form.to} onInput={(to) => set({ to })} />
      </div>
      <p class="hint">{t('admin.courier.night')}</p>
      <div class="choices-row">
        <Field type="time" label={t('admin.courier.break_from')} value={form.break_from}
          onInput={(break_from) => set({ break_from })} />
        <Field type="time" label={t('admin.courier.break_to')} value={form.break_to} onInput={(break_to) => set({ break_to })} />
        <Field inputMode="numeric" label={t('admin.courier.break_min')} value={form.break_min}
          onInput={(break_min) => set({ break_min })} />
      </div>
      <p class="hint">{t('admin.courier.break_hint')}</p>
    </fieldset>
  )
}

function Loads({ form, set, currency }: Part & { currency: string }) {
  const number = (name: 'kg' | 'parcels' | 'litres' | 'cash' | 'stops' | 'trips' | 'reload_min', decimals = false) => (
    <Field label={t(`admin.courier.${name}`, { currency })} value={form[name]} inputMode={decimals ? 'decimal' : 'numeric'}
      onInput={(value) => set({ [name]: value })} autocomplete="off" maxLength={16} />)
  return (
    <fieldset class="rules">
      <legend>{t('admin.courier.loads')}</legend>
      <div class="choices-row">{number('kg', true)}{number('litres', true)}{number('parcels')}{number('cash', true)}
        {number('stops')}{number('trips')}{number('reload_min')}</div>
      <p class="hint">{t('admin.courier.empty')}</p>
      <Field label={t('admin.courier.tags')} hint={t('admin.courier.tags_hint')} value={form.tags}
        onInput={(tags) => set({ tags })} autocomplete="off" />
    </fieldset>
  )
}

function Zones({ form, set }: Part) {
  const names = Object.keys(form.zones)
  const options = SERVING.map((value) => ({ value, label: t(`admin.courier.${value}`) }))
  return (
    <fieldset class="rules">
      <legend>{t('admin.courier.zones')}</legend>
      <p class="hint">{t('admin.courier.zones_hint')}</p>
      <div class="choices-row">{names.map((name) => (
        <Select key={name} label={name} value={form.zones[name]!} options={options}
          onChange={(value) => set({ zones: { ...form.zones, [name]: value } })} />))}</div>
      <Button pressed={form.later} icon={form.later ? 'check' : undefined} onClick={() => set({ later: !form.later })}>
        {t('admin.courier.later')}</Button>
    </fieldset>
  )
}

export function CourierSheet({ user, onClose }: { user: UserRow; onClose: () => void }) {
  const currency = session.hub.value?.currency ?? 'EUR'
  const [form, setForm] = useState(() => formOf(user, zoneNames.value, currency))
  const [tried, setTried] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const here = useRef(true)
  useEffect(() => () => { here.current = false }, [])
  const set: Set = (change) => {
    setRefused(null)
    setForm((before) => ({ ...before, ...change }))
  }
  const { args, faults } = read(form, user.id, currency)
  const save = async () => {
    setTried(true)
    if (!args) return
    const { problem } = await setCourier(args, () => here.current)
    if (problem) return setRefused(sayProblem(problem))
    say(t('admin.courier.saved', { name: user.name }), 'good')
    onClose()
  }
  return (
    <Sheet title={t('admin.courier.title', { name: user.name })} onClose={onClose} actions={<>
      <Button wide onClick={onClose}>{t('admin.not_now')}</Button>
      <Button wide kind="primary" icon="check" onClick={save}>{t('admin.courier.save')}</Button></>}>
      <Hours form={form} set={set} />
      <Loads form={form} set={set} currency={currency} />
      <Zones form={form} set={set} />
      <p class="hint">{t('admin.courier.from_now')}</p>
      {refused && <p class="error" role="alert">{refused}</p>}
      {tried && faults.length > 0 && <div class="faults" role="alert">
        {faults.map((fault) => <p key={fault} class="error">{t(fault)}</p>)}</div>}
    </Sheet>
  )
}
