// What does one courier's route look like to the dispatcher? Its figures, its troubles, its stops in order.
import { signal } from '@preact/signals'
import type { RouteRow } from '../../contract'
import { formatTime } from '../../kernel/clock'
import { lang, t, thousands } from '../../kernel/i18n'
import { Badge, Icon, LinkButton, List } from '../../kernel/ui'
import { mayShift, type Lane, type Visit } from '../board'
import { lanes, moveStop } from '../ctrl'
import { etaOf, etaSource, etaWords, useEtas } from '../etas'
import { isDone } from '../rules'
import { CourierAge } from './age'
import { LockBadge, LockRoute } from './lock'
import { roomy } from './roomy'
import { StopSheet } from './stop'
import { Violations } from './violations'
import { kg, km, laneName, late, span, when, window_ } from './words'

/** Routes whose stops were folded (with room) or unfolded (without) by hand. */
const turned = signal<ReadonlySet<string>>(new Set())
const chosen = signal<string | null>(null)
/** Opens the dialog of a stop that was met elsewhere. */
export const openStop = (id: string): void => { chosen.value = id }

function turn(id: string): void {
  const next = new Set(turned.value)
  if (!next.delete(id)) next.add(id)
  turned.value = next
}

function ReadBadge({ route }: { route: RouteRow }) {
  if (route.accepted_revision === null) return <Badge tone="warn" icon="clock">{t('dispatch.unread')}</Badge>
  return route.accepted_revision >= route.revision
    ? <Badge tone="good" icon="check">{t('dispatch.read')}</Badge>
    : <Badge tone="warn" icon="clock">{t('dispatch.read_older')}</Badge>
}

function Load({ lane }: { lane: Lane }) {
  const { weight_g, capacity_g } = lane
  const words = capacity_g === null ? kg(weight_g)
    : t('dispatch.kg_of', { n: thousands(weight_g), max: thousands(capacity_g) })
  return <span class={capacity_g !== null && weight_g > capacity_g ? 'amber' : ''}>{words}</span>
}

function Head({ lane, open }: { lane: Lane; open: boolean }) {
  const { route, visits, done } = lane
  const out = route.status !== 'draft'
  return (
    <>
      <button type="button" class="lane-head" aria-expanded={open} onClick={() => turn(route.id)}
        aria-label={t('dispatch.show_stops', { courier: laneName(lane) })}>
        <strong class="main">{laneName(lane)}</strong><Icon name={open ? 'up' : 'down'} />
      </button>
      <p class="line">
        <span>{t('common.stops', { n: visits.length })}</span>
        {visits.length > 0 && route.depart_at && route.return_at && <span>
          {t('dispatch.route_times', { from: formatTime(route.depart_at), to: formatTime(route.return_at) })}</span>}
        {visits.length > 0 && <span>{km(route.travel_m)}</span>}<Load lane={lane} />
        {route.breaks.map((each) => <span key={each.start_at}>{t('common.break', span(each))}</span>)}
        {lane.late > 0 && <span class="amber">{t('dispatch.late_n', { n: lane.late })}</span>}
      </p>
      {out && <p class="line">
        <Badge icon={route.status === 'closed' ? 'check' : 'route'}>{t(`status.${route.status}`)}</Badge>
        {route.status !== 'closed' && <ReadBadge route={route} />}
        <span>{t('dispatch.progress', { done, total: visits.length })}</span><CourierAge id={route.courier_id} /></p>}
      {out && visits.length > 0 && <progress class="wide" value={done} max={visits.length}
        aria-label={t('dispatch.progress', { done, total: visits.length })} />}
    </>
  )
}

/** Moves a stop up or down with Alt and an arrow; the row keeps the focus. */
function shiftByKey(event: KeyboardEvent, lane: Lane, at: number): void {
  const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
  if (!event.altKey || by === 0 || lane.route.locked_at || !mayShift(lane.visits, at, by)) return
  event.preventDefault()
  void moveStop(lane.visits[at]!.stop.id, lane.route.id, at + by)
}

function StopRow({ lane, visit, at }: { lane: Lane; visit: Visit; at: number }) {
  const { stop, order, late_s } = visit
  const eta = isDone(stop) ? null : etaOf(lane.route.id, stop.id)
  return (
    <button type="button" class="row-button" onClick={() => { chosen.value = stop.id }}
      onKeyDown={(event) => shiftByKey(event, lane, at)}>
      <span class="main whole">{at + 1}. {order?.address ?? order?.number ?? '–'}</span>
      <span>{eta ? etaWords(eta) : when(visit)}</span>
      <span class="side soft">{order && window_(order)}</span>
      {(late_s > 0 || stop.locked || isDone(stop) || stop.status === 'arrived') && <span class="whole line">
        {stop.status !== 'planned' && <Badge icon={stop.status === 'delivered' ? 'check' : stop.status === 'failed' ? 'cross' : 'pin'}
          tone={stop.status === 'delivered' ? 'good' : stop.status === 'failed' ? 'bad' : 'info'}>
          {t(`status.${stop.status}`)}</Badge>}
        {!isDone(stop) && <LockBadge stop={stop} />}
        {late_s > 0 && <span class="amber">{late(late_s)}</span>}</span>}
    </button>
  )
}

const CHANGEABLE = new Set(['draft', 'published', 'started', 'finished'])

function LaneCard({ lane }: { lane: Lane }) {
  const open = turned.value.has(lane.route.id) !== roomy
  useEtas(lane.route, lane.done, open)
  const source = open ? etaSource(lane.route.id) : null
  return (
    <article class="card lane">
      <Head lane={lane} open={open} />
      <Violations lane={lane} />
      {source && <p class="soft">{source}</p>}
      {open && <List items={lane.visits} keyOf={(v) => v.stop.id} empty={t('dispatch.route_empty')}
        label={lane.route.courier}>{(visit, at) => <StopRow lane={lane} visit={visit} at={at} />}</List>}
      {CHANGEABLE.has(lane.route.status) && <LockRoute route={lane.route} />}
      {lane.route.status !== 'draft' && <LinkButton icon="print" blank
        href={`/api/routes/${lane.route.id}/sheet.pdf?lang=${lang.value}`}>{t('dispatch.sheet_pdf')}</LinkButton>}
    </article>
  )
}

/** Every route of the plan; the chosen stop's dialog follows it from route to route. */
export function Lanes() {
  const lane = lanes.value.find((l) => l.visits.some((v) => v.stop.id === chosen.value))
  const at = lane ? lane.visits.findIndex((v) => v.stop.id === chosen.value) : -1
  return (
    <section class="stack">
      {roomy && <p class="soft">{t('dispatch.move_hint')}</p>}
      <div class="lanes">{lanes.value.map((each) => <LaneCard key={each.route.id} lane={each} />)}</div>
      {lane && at >= 0 && <StopSheet lane={lane} at={at} onClose={() => { chosen.value = null }} />}
    </section>
  )
}
