// How does a dispatcher correct an order by hand? Zone, point, day, cancellation: each with its reason.
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { OrderRow } from '../../contract'
import { t } from '../../kernel/i18n'
import { Button, Field, Notice, Select, Sheet } from '../../kernel/ui'
import { cancelOrder, postponeOrder, setPoint, setZone, today, tomorrow, zones } from '../ctrl'
import { parsePoint, pointOf } from '../geo'

interface Props { order: OrderRow; onClose: () => void }

/** A form that asks why; `send` gets the reason once everything else is right. */
function ReasonForm({ title, action, danger, ready, send, onClose, children }: {
  title: string; action: string; danger?: boolean; ready: boolean; send: (reason: string) => Promise<unknown>
  onClose: () => void; children?: ComponentChildren
}) {
  const [reason, setReason] = useState('')
  const save = async () => {
    await send(reason.trim())
    onClose()
  }
  return (
    <Sheet title={title} onClose={onClose} actions={<>
      <Button wide onClick={onClose}>{t('dispatch.not_now')}</Button>
      <Button wide kind={danger ? 'danger' : 'primary'} disabled={!ready || !reason.trim()} onClick={save}>{action}</Button></>}>
      {children}
      <Field label={t('dispatch.reason')} hint={t('dispatch.reason_needed')} value={reason} onInput={setReason} required
        multiline />
    </Sheet>
  )
}

export function ZoneSheet({ order, onClose }: Props) {
  const [zone, setChosen] = useState(order.zone_id ?? '')
  return (
    <ReasonForm title={t('dispatch.set_zone')} action={t('dispatch.set_zone')} ready={zone !== ''} onClose={onClose}
      send={(reason) => setZone(order.id, zone, reason)}>
      <Select label={t('dispatch.zone')} value={zone} onChange={setChosen}
        options={[...(zone ? [] : [{ value: '', label: t('dispatch.choose_zone') }]),
          ...zones.value.map(({ id, name }) => ({ value: id, label: name }))]} />
    </ReasonForm>
  )
}

export function PointSheet({ order, onClose }: Props) {
  const [lat, setLat] = useState(order.lat === null ? '' : String(order.lat))
  const [lon, setLon] = useState(order.lon === null ? '' : String(order.lon))
  const type = (set: (text: string) => void) => (text: string) => {
    const pair = parsePoint(text)
    if (!pair) return set(text)
    setLat(String(pair.lat))
    setLon(String(pair.lon))
  }
  const number = (text: string) => (text.trim() ? Number(text.trim().replace(',', '.')) : NaN)
  const point = pointOf(number(lat), number(lon))
  const wrong = lat && lon && !point ? t('dispatch.point_wrong') : null
  return (
    <ReasonForm title={t('dispatch.set_point')} action={t('dispatch.set_point')} ready={point !== null} onClose={onClose}
      send={async (reason) => { if (point) await setPoint(order.id, point.lat, point.lon, reason) }}>
      {order.address && <p class="address">{order.address}</p>}
      <p class="hint">{t('dispatch.point_hint')}</p>
      <div class="pair">
        <Field label={t('dispatch.lat')} value={lat} onInput={type(setLat)} autocomplete="off" />
        <Field label={t('dispatch.lon')} value={lon} onInput={type(setLon)} autocomplete="off" error={wrong} />
      </div>
    </ReasonForm>
  )
}

export function PostponeSheet({ order, onClose }: Props) {
  const [on, setOn] = useState(tomorrow.value)
  return (
    <ReasonForm title={t('dispatch.postpone')} action={t('dispatch.postpone')} ready={on >= today.value} onClose={onClose}
      send={(reason) => postponeOrder(order.id, on, reason)}>
      <p class="hint">{t('dispatch.postpone_hint')}</p>
      <Field label={t('dispatch.postpone_to')} type="date" value={on} onInput={setOn} />
    </ReasonForm>
  )
}

export function CancelSheet({ order, onClose }: Props) {
  return (
    <ReasonForm title={`${t('dispatch.cancel_order')} ${order.number}`} action={t('dispatch.cancel_order')} danger ready
      onClose={onClose} send={(reason) => cancelOrder(order.id, reason)}>
      {order.status === 'loaded' && <Notice tone="warn" icon="warning"><p>{t('dispatch.cancel_warning')}</p></Notice>}
    </ReasonForm>
  )
}
