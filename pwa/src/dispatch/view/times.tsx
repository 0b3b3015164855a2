// How did a day go beside its plan? Planned and marked arrivals, minutes at doors and on the way, route by route.
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api, ApiProblem } from '../../kernel/api'
import { formatDay, formatSpan, formatTime } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { Button, Icon, LinkButton, Notice } from '../../kernel/ui'
import { day, lanes, openDay, openOrder } from '../ctrl'
import { type DayTimes, longer, minutes, type RouteTimes, side, type StopTimes, type Sums } from '../times'
import { roomy } from './roomy'
import { laneName } from './words'

const told = signal<DayTimes | null>(null)
const failed = signal(false)

async function read(on: string): Promise<void> {
  try {
    told.value = await api.get<DayTimes>(`/api/times?on=${on}`)
    failed.value = false
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem
    failed.value = true
  }
}

/** "4 min late", "2 min early", "on time"; nothing where one of the two is not known. */
function apart(late_s: number | null): string {
  const to = side(late_s)
  if (to === null || late_s === null) return ''
  return to === 0 ? t('dispatch.times_on_time') : t(to > 0 ? 'dispatch.times_late' : 'dispatch.times_early',
    { span: formatSpan(Math.abs(late_s)) })
}

const late = (late_s: number | null): string => (side(late_s) === 1 ? 'amber' : '')

/** "6 min, planned 4"; a dash for what nobody marked. */
function Beside({ planned_s, actual_s }: { planned_s: number | null; actual_s: number | null }) {
  const planned = minutes(planned_s)
  return (
    <>
      <span class={longer(planned_s, actual_s) ? 'amber' : ''}>
        {actual_s === null ? '–' : t('common.span_min', { min: minutes(actual_s)! })}</span>
      {planned !== null && <span class="soft"> {t('dispatch.times_planned_min', { min: planned })}</span>}
    </>
  )
}

const learned = ({ learned: known }: StopTimes): string | null =>
  known && t('dispatch.times_learned', { span: formatSpan(known.service_s), visits: known.visits })

function Line({ stop }: { stop: StopTimes }) {
  return (
    <tr>
      <td>{stop.position + 1}</td>
      <td><button type="button" class="times-order" onClick={() => openOrder(stop.order_id)}>
        {stop.address ?? stop.number}</button> <span class="soft">{stop.number}</span></td>
      <td class="number">{formatTime(stop.planned_at)}</td>
      <td class="number">{stop.arrived_at ? formatTime(stop.arrived_at) : '–'}</td>
      <td class={late(stop.late_s)}>{apart(stop.late_s)}</td>
      <td><Beside planned_s={stop.service_planned_s} actual_s={stop.service_s} />
        {learned(stop) && <div class="soft">{learned(stop)}</div>}</td>
      <td><Beside planned_s={stop.travel_planned_s} actual_s={stop.travel_s} /></td>
    </tr>
  )
}

function Table({ stops, label }: { stops: StopTimes[]; label: string }) {
  const heads = ['stop', 'planned', 'arrived', 'apart', 'service', 'travel'] as const
  return (
    <div class="scroll-x"><table class="grid" aria-label={label}>
      <thead><tr><th>#</th>{heads.map((name) => (
        <th key={name} class={name === 'planned' || name === 'arrived' ? 'number' : ''}>{t(`dispatch.times_head.${name}`)}</th>))}
      </tr></thead>
      <tbody>{stops.map((stop) => <Line key={stop.stop_id} stop={stop} />)}</tbody>
    </table></div>
  )
}

function Card({ stop }: { stop: StopTimes }) {
  return (
    <li class="times-stop">
      <button type="button" class="times-order" onClick={() => openOrder(stop.order_id)}>
        {stop.position + 1}. {stop.address ?? stop.number}</button>
      <p class="line"><span>{t('dispatch.times_planned_at', { time: formatTime(stop.planned_at) })}</span>
        <span>{stop.arrived_at ? t('dispatch.times_arrived_at', { time: formatTime(stop.arrived_at) })
          : t('dispatch.times_unmarked')}</span>
        <strong class={late(stop.late_s)}>{apart(stop.late_s)}</strong></p>
      <p class="line"><span>{t('dispatch.times_head.service')}: <Beside planned_s={stop.service_planned_s} actual_s={stop.service_s} /></span>
        <span>{t('dispatch.times_head.travel')}: <Beside planned_s={stop.travel_planned_s} actual_s={stop.travel_s} /></span></p>
      {learned(stop) && <p class="soft">{learned(stop)}</p>}
    </li>
  )
}

function Totals({ of }: { of: Sums }) {
  return (
    <p class="line">
      <span>{t('dispatch.times_marked', { n: of.arrived, of: of.stops })}</span>
      {of.late_s !== null && <span class={late(of.late_s)}>{t('dispatch.times_mean', { apart: apart(of.late_s) })}</span>}
      {of.service_s !== null && <span>{t('dispatch.times_head.service')}: <Beside planned_s={of.service_planned_s} actual_s={of.service_s} /></span>}
      {of.travel_s !== null && <span>{t('dispatch.times_head.travel')}: <Beside planned_s={of.travel_planned_s} actual_s={of.travel_s} /></span>}
    </p>
  )
}

function Route({ route, open }: { route: RouteTimes; open: boolean }) {
  const lane = lanes.value.find((each) => each.route.id === route.route_id)
  const name = lane ? laneName(lane) : route.courier
  return (
    <details class="card times-route" open={open}>
      <summary><strong>{name}</strong> <span class="soft">{t(`status.${route.status}`)}</span></summary>
      <Totals of={route.totals} />
      {route.pace && <p class="soft">{t('dispatch.times_pace', { ...route.pace, courier: route.courier })}</p>}
      {roomy ? <Table stops={route.stops} label={name} />
        : <ul class="list" aria-label={name}>{route.stops.map((stop) => <Card key={stop.stop_id} stop={stop} />)}</ul>}
    </details>
  )
}

/** Each mark is a reason to read again. */
const MARKED: ReadonlySet<string> = new Set(['arrived', 'delivered', 'failed'])
/** So many routes are open from the beginning; more would be a wall. */
const OPEN_AT_FIRST = 3

export function Times() {
  const on = day.value
  const marks = lanes.value.flatMap((lane) => lane.visits).filter(({ stop }) => MARKED.has(stop.status)).length
  useEffect(() => { void read(on) }, [on, marks])
  const shown = told.value?.on === on ? told.value : null
  return (
    <section class="stack times">
      <h2>{t('dispatch.times_of', { day: formatDay(on) })}</h2>
      <div class="buttons">
        <Button icon="back" onClick={() => openDay(on)}>{t('dispatch.times_back')}</Button>
        <Button icon="return" onClick={() => read(on)}>{t('dispatch.times_again')}</Button>
        <LinkButton icon="note" href={`/api/times.csv?on=${on}`}>{t('dispatch.times_file')}</LinkButton>
      </div>
      {failed.value && <Notice tone="warn" icon="offline"><p>{t('dispatch.times_failed')}</p></Notice>}
      {shown && !shown.routes.length && <p class="empty">{t('dispatch.times_none')}</p>}
      {shown && shown.routes.length > 1 && <section class="card"><h3><Icon name="clock" /> {t('dispatch.times_day')}</h3>
        <Totals of={shown.totals} /></section>}
      {shown?.routes.map((route) => <Route key={route.route_id} route={route} open={shown.routes.length <= OPEN_AT_FIRST} />)}
    </section>
  )
}
