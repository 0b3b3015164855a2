// How does the day go? The map of it, and beside it every stop, found and filtered together.
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../../kernel/i18n'
import { Button, Field, Notice, Select } from '../../kernel/ui'
import { couriers, onShift, openOrder, zones } from '../ctrl'
import { etaOf, etaSource, etaWords, useEtas } from '../etas'
import { positionsFailing } from '../live'
import { ALL_STOPS, STOP_STATUSES, type StopLine } from '../rows'
import { isDone } from '../rules'
import { choose, chosenLine, lateCount, lines, mapFilter, setMapFilter, shownLines } from '../scene'
import { CourierAge } from './age'
import { MapSlot } from './mapslot'
import { roomy } from './roomy'
import { StopTable } from './table'
import { TrackOf } from './track'
import { late, when, window_ } from './words'

const WRITES = new Set(['INPUT', 'TEXTAREA', 'SELECT'])

/** "/" goes to the search from anywhere on this screen but a field, Escape leaves it for the list. */
function useKeys() {
  const desk = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const search = () => desk.current?.querySelector<HTMLInputElement>('input[type=search]')
    const list = () => desk.current?.querySelector<HTMLElement>('[role=listbox]')
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (document.querySelector('dialog[open]') || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === '/' && !WRITES.has(target.tagName)) {
        event.preventDefault()
        search()?.select()
      } else if (target === search() && ['ArrowDown', 'Escape', 'Enter'].includes(event.key)) {
        event.preventDefault()
        list()?.focus()
        const first = shownLines.value[0]
        if (first && !chosenLine.value && event.key !== 'Escape') choose({ kind: 'stop', id: first.stop.id })
      }
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  return desk
}

function Filters() {
  const { courier, status, zone, late: lateOnly, text } = mapFilter.value
  const any = (label: string) => [{ value: '', label }]
  const narrowed = courier || status || zone || lateOnly
  return (
    <div class="map-filters">
      <Field label={t('dispatch.search_stops')} type="search" value={text} onInput={(words) => setMapFilter({ text: words })} />
      <Button class="late-only" icon="warning" pressed={lateOnly} onClick={() => setMapFilter({ late: !lateOnly })}>
        {t('dispatch.late_only', { n: lateCount.value })}</Button>
      <details class="more" open={roomy}><summary>{t('dispatch.filter')}</summary>
        <div class="choices-row">
          <Select label={t('dispatch.courier')} value={courier} onChange={(id) => (id ? choose({ kind: 'courier', id }) : setMapFilter({ courier: '' }))}
            options={[...any(t('dispatch.any_courier')), ...couriers.value.map((one) => ({ value: one.id, label: one.name }))]} />
          <Select label={t('dispatch.status')} value={status}
            onChange={(chosen) => setMapFilter({ status: STOP_STATUSES.find((one) => one === chosen) ?? '' })}
            options={[...any(t('dispatch.any_status')), ...STOP_STATUSES.map((one) => ({ value: one, label: t(`status.${one}`) }))]} />
          <Select label={t('dispatch.zone')} value={zone} onChange={(id) => setMapFilter({ zone: id })}
            options={[...any(t('dispatch.any_zone')), ...zones.value.map((one) => ({ value: one.id, label: one.name }))]} />
        </div>
      </details>
      <p class="line" role="status"><span>{t('dispatch.shown_of', { n: shownLines.value.length, all: lines.value.length })}</span>
        {(narrowed || text) && <Button kind="quiet" icon="close" onClick={() => { mapFilter.value = ALL_STOPS; choose(null) }}>
          {t('dispatch.clear_filter')}</Button>}</p>
    </div>
  )
}

function CourierCard({ id }: { id: string }) {
  const courier = couriers.value.find((one) => one.id === id)
  if (!courier) return null
  return (
    <section class="card chosen-card" aria-label={courier.name}>
      <p class="line"><strong>{courier.name}</strong><CourierAge id={id} />
        {!onShift.value.has(id) && <span class="soft">{t('dispatch.off_shift')}</span>}</p>
      <TrackOf courierId={id} />
    </section>
  )
}

function StopCard({ line }: { line: StopLine }) {
  const { order, route, stop, late_s } = line
  useEtas(route, lines.value.filter((one) => one.route.id === route.id && isDone(one.stop)).length)
  const eta = isDone(stop) ? null : etaOf(route.id, stop.id)
  const source = eta && etaSource(route.id)
  return (
    <section class="card chosen-card" aria-label={order?.number}>
      <p class="line"><strong>{stop.position + 1}. {order?.address ?? order?.number ?? '–'}</strong>
        <span class="soft">{order?.number}</span></p>
      <p class="line"><span>{route.courier}</span><CourierAge id={route.courier_id} /></p>
      <p class="line"><span>{order && window_(order)}</span><span>{eta ? etaWords(eta) : when(line)}</span>
        {late_s > 0 && <span class="amber">{late(late_s)}</span>}</p>
      {source && <p class="soft">{source}</p>}
      <div class="buttons">
        {order && <Button icon="note" onClick={() => openOrder(order.id)}>{t('dispatch.open_order')}</Button>}
        <Button icon="user" onClick={() => choose({ kind: 'courier', id: route.courier_id })}>{t('dispatch.only_courier')}</Button>
        <Button kind="quiet" icon="close" label={t('common.close')} onClick={() => choose(null)} />
      </div>
    </section>
  )
}

export function LiveMap() {
  const desk = useKeys()
  const line = chosenLine.value
  const { courier } = mapFilter.value
  return (
    <div class="live-desk" ref={desk}>
      <MapSlot onPick={choose} />
      <div class="live-side">
        {positionsFailing.value && <Notice tone="warn" icon="offline"><p>{t('dispatch.positions_failed')}</p></Notice>}
        <Filters />
        {courier && <CourierCard id={courier} />}
        {line && <StopCard line={line} />}
        {roomy && <p class="soft">{t('dispatch.keys_hint')}</p>}
        <StopTable />
      </div>
    </div>
  )
}
