// What goes into the vehicle next? The last stop's parcels first, each scanned; what is not scanned does not leave.
import { useEffect, useState } from 'preact/hooks'
import type { OrderRow, ParcelRow, RouteRow } from '../../contract'
import { hush } from '../../kernel/feedback'
import { t } from '../../kernel/i18n'
import { due, type Load as Next } from '../../kernel/loading'
import { go } from '../../kernel/route'
import { Badge, Button, List, Notice, Screen, Sheet } from '../../kernel/ui'
import { ScanField } from '../../kernel/ui/scanfield'
import { WrongScan } from '../../kernel/ui/wrongscan'
import { type Load, loadOf } from '../carried'
import { rows, startRoute } from '../ctrl'
import { load, nameOf, outOfTurn, parcelByCode, refused, titleOf, unload, unloadOrder } from '../loadctrl'
import { parcelsOf } from '../rules'
import { addressOf, Gone, grouped } from './parts'

function NextParcel({ next }: { next: Next }) {
  const order = rows.value.orders.get(next.order_id)
  const parcel = parcelByCode(next.code)
  if (!order || !parcel) return null
  return (
    <section class="card next-load" aria-label={t('courier.next_parcel')}>
      <p class="hint">{t('courier.load_stop', { n: next.position + 1 })}</p>
      <p class="load-number">{order.number}</p>
      <p><strong>{t('courier.parcel_n', { n: parcel.n, of: parcel.of })}</strong> · {grouped(parcel.code)}</p>
      <p class="where"><span>{addressOf(order)}</span></p>
    </section>
  )
}

/** Of a split order either the rest goes in or this part comes out. */
function Split({ route, order, isNext }: { route: RouteRow; order: OrderRow; isNext: boolean }) {
  const parcels = parcelsOf(rows.value, order.id)
  const inside = parcels.filter((parcel) => parcel.status === 'loaded' && parcel.route_id === route.id).length
  return (
    <Notice tone={isNext ? 'info' : 'warn'} icon={isNext ? 'box' : 'warning'}>
      <p>{t('courier.split', { number: order.number, n: inside, of: parcels.length })}</p>
      <Button wide icon="return" onClick={() => unloadOrder(route.id, order)}>{t('courier.take_off_order', { number: order.number })}</Button>
    </Notice>
  )
}

function Unload({ route, parcel, onClose }: { route: RouteRow; parcel: ParcelRow; onClose: () => void }) {
  return (
    <Sheet title={t('courier.unload_title')} onClose={onClose} actions={<>
      <Button wide onClick={onClose}>{t('common.cancel')}</Button>
      <Button kind="primary" wide icon="return" onClick={() => unload(route.id, parcel).then(onClose)}>{t('courier.unload')}</Button></>}>
      <p><strong>{titleOf(parcel)}</strong></p>
      <p>{t('courier.unload_hint')}</p>
    </Sheet>
  )
}

/** Leaving something behind is asked about by name: it goes off his sheet. */
function Without({ of, onLeave, onClose }: { of: Load; onLeave: () => void; onClose: () => void }) {
  const unpacked = new Set(of.unpacked.map((order) => order.id))
  return (
    <Sheet title={t('courier.without', { n: of.staying.length })} onClose={onClose} actions={<>
      <Button wide onClick={onClose}>{t('courier.back_to_load')}</Button>
      <Button kind="primary" wide icon="play" onClick={onLeave}>{t('courier.leave_without', { n: of.leaving.length })}</Button></>}>
      <p>{t('courier.without_hint')}</p>
      <List items={of.staying} keyOf={(order) => order.id}>{(order) => (
        <p class="line"><span class="line-words"><strong>{order.number}</strong><span>{addressOf(order)}</span>
          {unpacked.has(order.id) ? <Badge icon="clock" tone="warn">{t('courier.being_packed')}</Badge>
            : <Badge icon="box" tone="warn">{t('courier.not_scanned')}</Badge>}</span></p>)}
      </List>
    </Sheet>
  )
}

/** Every parcel of the route in the order of loading, those that are in at the end: they can come off again. */
function Parcels({ of: { at }, onOff }: { of: Load; onOff: (parcel: ParcelRow) => void }) {
  const inside = due({ ...at, loaded: [] }).filter((each) => at.loaded.includes(each.code))
  const line = (each: Next) => {
    const parcel = parcelByCode(each.code)
    if (!parcel) return null
    const words = <span class="line-words"><strong>{each.position + 1}. {rows.value.orders.get(each.order_id)?.number}</strong>
      <span>{t('courier.parcel_n', { n: parcel.n, of: parcel.of })}</span></span>
    return at.loaded.includes(each.code)
      ? <button type="button" class="card line" onClick={() => onOff(parcel)}>{words}
        <Badge icon="check" tone="good">{t('courier.parcel_in')}</Badge></button>
      : <p class="card line">{words}<Badge icon="box">{t('courier.parcel_waits')}</Badge></p>
  }
  return <List items={[...due(at), ...inside]} keyOf={(each) => each.code} label={t('courier.load_title')}>{line}</List>
}

function Unpacked({ orders }: { orders: OrderRow[] }) {
  if (!orders.length) return null
  return (
    <Notice tone="warn" icon="clock"><p><strong>{t('courier.still_packed', { n: orders.length })}</strong></p>
      <p>{orders.map((order) => order.number).join(', ')}</p></Notice>
  )
}

function Wrong() {
  const wrong = refused.value
  if (!wrong) return null
  const seen = (right: string | null) => {
    refused.value = null
    return right ? wrong.retry(right) : undefined
  }
  return <WrongScan expected={wrong.expected} got={wrong.got} matches={wrong.matches} nameOf={nameOf} onAcknowledge={seen} />
}

/** What the button says: with how many, or what stands in the way. */
function leaveWords({ leaving, split }: Load, first: boolean): string {
  if (split.length) return t('courier.leave_split', { number: split[0]!.number })
  return leaving.length ? t(first ? 'courier.leave' : 'courier.leave_more', { n: leaving.length }) : t('courier.leave_none')
}

export function LoadScreen({ id }: { id: string }) {
  const [off, setOff] = useState<ParcelRow | null>(null)
  const [asking, setAsking] = useState(false)
  useEffect(() => () => { refused.value = outOfTurn.value = null; hush() }, [])
  const route = rows.value.routes.get(id)
  if (route?.status !== 'published' && route?.status !== 'started') return <Gone title={t('courier.load_title')} />
  const of = loadOf(rows.value, id)
  const [next] = due(of.at)
  const first = route.status === 'published'
  const leave = () => startRoute(id, of.leaving)
  const early = outOfTurn.value?.route_id === id ? outOfTurn.value.parcel : null
  return (
    <Screen title={t('courier.load_title')} onBack={() => go(`/route/${id}`, true)} actions={
      <Button kind="primary" wide icon="play" disabled={!of.leaving.length || of.split.length > 0}
        onClick={() => (first && of.staying.length ? setAsking(true) : leave())}>
        {leaveWords(of, first)}</Button>}>
      <p class="load-progress"><strong>{t('courier.loaded_of', { n: of.at.loaded.length, of: of.at.parcels.length })}</strong>
        <progress value={of.at.loaded.length} max={of.at.parcels.length || 1} aria-label={t('courier.load_title')} /></p>
      {early && <Notice tone="warn" icon="warning" role="alert"><p>{t('courier.out_of_turn', { parcel: titleOf(early) })}</p></Notice>}
      {next ? <NextParcel next={next} />
        : of.at.parcels.length > 0 && <Notice tone="good" icon="check"><p><strong>{t('courier.all_loaded')}</strong></p></Notice>}
      <ScanField label={t(next ? 'courier.scan_parcel' : 'courier.scan_none')} onCode={(code) => load(id, code)} />
      {of.split.map((order) => <Split key={order.id} route={route} order={order} isNext={order.id === next?.order_id} />)}
      <Unpacked orders={of.unpacked} />
      <Parcels of={of} onOff={setOff} />
      {off && <Unload route={route} parcel={off} onClose={() => setOff(null)} />}
      {asking && <Without of={of} onLeave={leave} onClose={() => setAsking(false)} />}
      <Wrong />
    </Screen>
  )
}
