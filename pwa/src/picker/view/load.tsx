// What goes onto this vehicle next? The last stop's parcels first, each scanned; what is not packed yet is named.
import { useState } from 'preact/hooks'
import type { ParcelRow, RouteRow } from '../../contract'
import { t } from '../../kernel/i18n'
import { due, type Load, type Loading, loadingOf, splitOrders, unpackedOf } from '../../kernel/loading'
import { go } from '../../kernel/route'
import { Badge, Button, Icon, List, Notice, Screen, Sheet } from '../../kernel/ui'
import { ScanField } from '../../kernel/ui/scanfield'
import { rows } from '../ctrl'
import { load, openRoute, outOfTurn, parcelByCode, type RouteToLoad, routesToLoad, unload } from '../loadctrl'
import { taskOf } from '../rules'
import { Gone, grouped, leaves, LostNotices, Nav } from './parts'

function RouteButton({ of: { route, at, unpacked } }: { of: RouteToLoad }) {
  const whole = !due(at).length && !unpacked && at.parcels.length > 0
  return (
    <button type="button" class="row-button" onClick={() => go(`/load/${route.id}`)}>
      <span class="main">{route.courier}</span>
      <span class="side">{t('picker.loaded_of', { n: at.loaded.length, of: at.parcels.length })}</span>
      <span class="whole soft">{leaves(route)}</span>
      {whole && <span class="whole"><Badge tone="good" icon="check">{t('picker.route_loaded')}</Badge></span>}
      {unpacked > 0 && <span class="whole"><Badge tone="warn" icon="clock">{t('picker.unpacked', { n: unpacked })}</Badge></span>}
    </button>
  )
}

export function RouteList() {
  return (
    <Screen title={t('picker.title')}>
      <Nav />
      <LostNotices />
      <ScanField label={t('picker.scan_any_parcel')} onCode={openRoute} />
      <List items={routesToLoad.value} keyOf={({ route }) => route.id} empty={t('picker.no_routes')}>
        {(found) => <RouteButton of={found} />}</List>
    </Screen>
  )
}

const numberOf = (each: Load): string => rows.value.orders.get(each.order_id)?.number ?? ''

function Next({ each, stops }: { each: Load; stops: number }) {
  const parcel = parcelByCode(each.code)
  return (
    <section class="face">
      <h2>{t('picker.load_next', { stop: each.position + 1, stops })}</h2>
      <p class="huge" style={`--n: ${Math.max(6, numberOf(each).length)}`}>{numberOf(each)}</p>
      <p class="where-bin"><strong>{t('picker.parcel_n_of', { n: parcel?.n, of: parcel?.of })}</strong> · {grouped(each.code)}</p>
    </section>
  )
}

function Split({ at }: { at: Loading }) {
  const numbers = splitOrders(at).map((id) => rows.value.orders.get(id)?.number ?? '')
  return numbers.length > 0 && !due(at).some((each) => each.position === due(at)[0]!.position && splitOrders(at).includes(each.order_id))
    ? <Notice tone="warn" icon="warning"><p>{t('picker.split', { numbers: numbers.join(', ') })}</p></Notice> : null
}

function Unload({ route, parcel, onClose }: { route: RouteRow; parcel: ParcelRow; onClose: () => void }) {
  return (
    <Sheet title={t('picker.unload_title')} onClose={onClose} actions={
      <Button kind="danger" wide icon="return" onClick={() => unload(route.id, parcel).then(onClose)}>{t('picker.unload')}</Button>}>
      <p>{t('picker.unload_hint', { parcel: grouped(parcel.code) })}</p>
    </Sheet>
  )
}

/** Every parcel of the route in the order of loading; one that is in can be taken off again. */
function Parcels({ at, onOff }: { at: Loading; onOff: (parcel: ParcelRow) => void }) {
  const sorted = [...due({ ...at, loaded: [] })].sort((a, b) => Number(at.loaded.includes(a.code)) - Number(at.loaded.includes(b.code)))
  return (
    <List items={sorted} keyOf={(each) => each.code} empty={t('picker.no_parcels_yet')}>
      {(each) => {
        const parcel = parcelByCode(each.code)
        const words = <><strong>{each.position + 1}</strong><span class="grow">{numberOf(each)} · {parcel?.n}/{parcel?.of}</span></>
        return at.loaded.includes(each.code)
          ? <button type="button" class="row-button in" onClick={() => parcel && onOff(parcel)}>
            <span class="line">{words}</span><Badge tone="good" icon="check">{t('picker.parcel.loaded')}</Badge></button>
          : <p class="line waits">{words}<Badge icon="box">{t('picker.parcel.packed')}</Badge></p>
      }}
    </List>
  )
}

export function LoadScreen({ id }: { id: string }) {
  const [off, setOff] = useState<ParcelRow | null>(null)
  const route = rows.value.routes.get(id)
  if (route?.status !== 'published') return <Gone title={t('picker.tab.load')} to="/load" why={t('picker.route_gone')} />
  const at = loadingOf(rows.value, id)
  const [next] = due(at)
  const unpacked = unpackedOf(rows.value, id)
  const stops = new Set([...at.parcels.map((each) => each.order_id), ...unpacked.map(({ order }) => order.id)]).size
  const early = outOfTurn.value?.route_id === id ? outOfTurn.value.parcel : null
  return (
    <Screen title={route.courier} onBack={() => go('/load', true)}>
      <LostNotices />
      <p class="progress"><strong>{t('picker.loaded_of', { n: at.loaded.length, of: at.parcels.length })}</strong><span>{leaves(route)}</span></p>
      {early && <Notice tone="warn" icon="warning" role="alert"><p>{t('picker.out_of_turn',
        { number: rows.value.orders.get(early.order_id)?.number, n: early.n, of: early.of })}</p></Notice>}
      {next ? <Next each={next} stops={stops} />
        : at.parcels.length > 0 && <section class="face good"><h2><Icon name="check" size={40} /> {t(unpacked.length ? 'picker.all_packed_in' : 'picker.route_loaded')}</h2></section>}
      <ScanField label={t(next ? 'picker.scan_parcel' : 'picker.nothing_left')} onCode={(code) => load(id, code)} />
      <Split at={at} />
      {unpacked.map(({ order }) => {
        const task = taskOf(rows.value, order.id)
        return <p key={order.id} class="amber">{t('picker.not_packed', { number: order.number, status: t(`picker.task.${task?.status ?? order.status}`) })}</p>
      })}
      <Parcels at={at} onOff={setOff} />
      {off && <Unload route={route} parcel={off} onClose={() => setOff(null)} />}
    </Screen>
  )
}
