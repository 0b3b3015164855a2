// What is next? The next stop when he is on the road; else his sheets, his shift, and what is missing.
import type { RouteRow } from '../../contract'
import { formatTime, today } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { pull } from '../../kernel/pull'
import { go } from '../../kernel/route'
import { Badge, Button, Icon, Notice, Screen } from '../../kernel/ui'
import { sayProblem } from '../../kernel/words'
import { news, next, routes, rows, shift, startShift } from '../ctrl'
import { added } from '../carried'
import { isDone, stopsOf, totals, unread } from '../rules'
import { BringBack, BringBackNotice } from './back'
import { Phone } from './phone'
import { hoursOf } from './parts'
import { StopActions } from './stop'
import { StopCard } from './stopcard'

const ROUTE_ICONS: Record<string, string> = { published: 'note', started: 'route', finished: 'check' }

function RouteCard({ route }: { route: RouteRow }) {
  const stops = stopsOf(rows.value, route.id)
  const left = stops.filter((stop) => !isDone(stop)).length
  return (
    <button type="button" class="card route" onClick={() => go(`/route/${route.id}`)}>
      <span class="badges">
        <Badge icon={ROUTE_ICONS[route.status]}>{t(`status.${route.status}`)}</Badge>
        {unread(route) && <Badge icon="flag" tone="warn">{t('courier.unread')}</Badge>}
      </span>
      <strong class="route-name">{t('courier.sheet', { code: route.sheet_code })}</strong>
      <span>{t('courier.stops_left', { n: left, of: stops.length })} · {hoursOf(route)}</span>
    </button>
  )
}

/** A sheet that came or changed; the next stop stays in reach below it. */
function News() {
  const route = news.value[0]
  if (!route) return null
  const changed = route.accepted_revision !== null
  return (
    <Notice tone="warn" icon="flag" role="alert">
      <p><strong>{t(changed ? 'courier.sheet_changed' : 'courier.sheet_new')}</strong></p>
      <Button wide icon="note" onClick={() => go(`/route/${route.id}`)}>{t('courier.read_sheet')}</Button>
    </Notice>
  )
}

/** Somebody has added a stop to the route under way: its parcels wait in the building. */
function Added() {
  const route = routes.value.find((each) => added(rows.value, each.id) > 0)
  if (!route) return null
  return (
    <Notice tone="info" icon="box"><p><strong>{t('courier.added', { n: added(rows.value, route.id) })}</strong></p>
      <Button wide icon="box" onClick={() => go(`/load/${route.id}`)}>{t('courier.load_added')}</Button></Notice>
  )
}

function Nothing() {
  if (pull.failing.value && pull.failing.value.status !== 401) {
    return <Notice tone="warn" icon="offline"><p>{sayProblem(pull.failing.value)}</p></Notice>
  }
  return <p class="empty">{t(pull.lastAt.value === null ? 'common.loading' : 'courier.no_sheet')}</p>
}

function Today() {
  const { delivered, failed, open } = totals(rows.value)
  return (
    <nav class="today" aria-label={t('courier.my_day')}>
      <Button wide icon="check" onClick={() => go('/done')}>{t('courier.today', { delivered, failed, open })}</Button>
    </nav>
  )
}

function Waiting() {
  const ready = routes.value.find((route) => route.status === 'published')
  // Until it is known whether there is a sheet, nothing to press: the button would be another under the thumb.
  const asking = !routes.value.length && pull.lastAt.value === null && !pull.failing.value
  const early = ready !== undefined && ready.on > today()
  const begin = !shift.value && !asking
    && <Button kind={early ? 'plain' : 'primary'} wide icon="play" onClick={startShift}>{t('courier.start_shift')}</Button>
  const read = ready && (early || shift.value)
    && <Button kind="primary" wide icon="route" onClick={() => go(`/route/${ready.id}`)}>{t('courier.open_sheet')}</Button>
  return (
    <Screen title={t('courier.title')} actions={read || begin}>
      <p class="shift-line"><Icon name={shift.value ? 'play' : 'stop'} />
        {shift.value ? t('courier.on_shift', { time: formatTime(shift.value.started_at) }) : t('courier.off_shift')}</p>
      <Phone />
      <News />
      <Added />
      <BringBack />
      {routes.value.length ? routes.value.map((route) => <RouteCard key={route.id} route={route} />) : <Nothing />}
      {early && begin}
      <Today />
    </Screen>
  )
}

export function Home() {
  const found = next.value
  if (!found) return <Waiting />
  return (
    <Screen title={t('courier.next_stop')} actions={<StopActions of={found} />}>
      <News />
      {!shift.value && <Notice tone="warn" icon="stop"><p>{t('courier.off_shift')}</p>
        <Button wide icon="play" onClick={startShift}>{t('courier.start_shift')}</Button></Notice>}
      <StopCard of={found} />
      <Added />
      <BringBackNotice />
      <div class="pair">
        <Button icon="note" onClick={() => go(`/route/${found.route.id}`)}>{t('courier.all_stops')}</Button>
        <Button icon="cash" onClick={() => go('/done')}>{t('courier.my_day')}</Button>
      </div>
      <Phone />
    </Screen>
  )
}
