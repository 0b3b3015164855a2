// Where is everything? Zones, routes, stops and couriers drawn to scale over the hub's area; no base map yet.
import type { OrderRow, UserRow, ZoneRow } from '../../contract'
import { formatSpan } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { session } from '../../kernel/session'
import type { Lane, Visit } from '../board'
import { couriers, desk, lanes, plan, tab, todaysLanes, zones } from '../ctrl'
import { pathOf, projection, ringsOf, type Point, type Projection } from '../geo'
import { ageOfCourier, positions } from '../live'

const WIDTH = 1000
const COLOURS = ['#1f6feb', '#b35900', '#1a7f37', '#8250df', '#bf3989', '#0e7490', '#9a6700', '#cf222e']

export const colourOf = (index: number): string => COLOURS[index % COLOURS.length] ?? COLOURS[0]!

const pointOfOrder = (order: OrderRow | undefined): Point | null =>
  order && order.lat !== null && order.lon !== null ? { lat: order.lat, lon: order.lon } : null

function corners(zoneRows: ZoneRow[]): Point[] {
  return zoneRows.flatMap((zone) =>
    ringsOf(zone.geometry).flatMap((ring) => ring.map(([lon = 0, lat = 0]) => ({ lat, lon }))),
  )
}

/** What the sheet must hold: the hub, the zones and every stop. A courier far away does not shrink the town. */
function everything(drawn: Lane[]): Point[] {
  const hub = session.hub.value
  const stops = drawn.flatMap((lane) => lane.visits.flatMap((v) => pointOfOrder(v.order) ?? []))
  const points = [...(hub ? [{ lat: hub.lat, lon: hub.lon }] : []), ...corners(zones.value), ...stops]
  return points.length ? points : [{ lat: 0, lon: 0 }]
}

function Zone({ zone, to }: { zone: ZoneRow; to: Projection }) {
  const rings = ringsOf(zone.geometry)
  const outer = rings[0] ?? []
  const middle = (axis: 0 | 1) => {
    const along = outer.map((pair) => pair[axis] ?? 0)
    return (Math.min(...along) + Math.max(...along)) / 2
  }
  return (
    <g>
      <path class="map-zone" d={rings.map((ring) => pathOf(ring, to, true)).join('')} fill-rule="evenodd" />
      {outer.length > 0 && <text class="map-zone-name" x={to.x(middle(0))} y={to.y(middle(1))}>{zone.name}</text>}
    </g>
  )
}

/** Along the roads where the route's line is known, else straight from stop to stop. */
function Route({ lane, colour, to }: { lane: Lane; colour: string; to: Projection }) {
  const hub = session.hub.value
  const home = hub ? [[hub.lon, hub.lat]] : []
  const stops = lane.visits.flatMap((v) => {
    const point = pointOfOrder(v.order)
    return point ? [[point.lon, point.lat]] : []
  })
  const straight = !lane.route.line
  const d = pathOf(lane.route.line ?? [...home, ...stops, ...home], to)
  return <path class={`map-route${straight ? ' straight' : ''}`} d={d} stroke={colour} />
}

function Stop({ visit, colour, to }: { visit: Visit; colour: string; to: Projection }) {
  const point = pointOfOrder(visit.order)
  if (!point) return null
  const at = `translate(${to.x(point.lon)} ${to.y(point.lat)})`
  const { status } = visit.stop
  return (
    <g class="map-stop" transform={at}>
      <title>{`${visit.stop.position + 1}. ${visit.order?.address ?? ''}: ${t(`status.${status}`)}`}</title>
      <circle r="11" fill={status === 'planned' || status === 'en_route' ? 'var(--map-paper)' : colour} stroke={colour} />
      {status === 'delivered' && <path class="map-mark" d="M-5 0L-1 5L6-5" />}
      {status === 'failed' && <path class="map-mark" d="M-5-5L5 5M5-5L-5 5" />}
      {status !== 'delivered' && status !== 'failed' && <text class="map-number">{visit.stop.position + 1}</text>}
    </g>
  )
}

function Courier({ courier, to }: { courier: UserRow; to: Projection }) {
  const position = positions.value.get(courier.id)
  if (!position) return null
  const { seconds, age } = ageOfCourier(courier.id)
  const x = Math.min(Math.max(to.x(position.lon), 12), to.width - 12)
  const y = Math.min(Math.max(to.y(position.lat), 12), to.height - 12)
  const words = t(`dispatch.position_${age}`, { age: t('common.ago', { span: formatSpan(seconds ?? 0) }) })
  return (
    <g class={`map-courier ${age}`} transform={`translate(${x} ${y})`}>
      <title>{`${courier.name}: ${words}`}</title>
      <rect x="-12" y="-12" width="24" height="24" rx="6" />
      <text class="map-name" y="-18">{courier.name} · {formatSpan(seconds ?? 0)}</text>
    </g>
  )
}

export default function MapView() {
  const drawn = tab.value === 'plan' && plan.value ? lanes.value : todaysLanes.value
  const to = projection(everything(drawn), WIDTH)
  const hub = session.hub.value
  return (
    <figure class="map">
      <svg viewBox={`0 0 ${to.width} ${to.height.toFixed(0)}`} role="img" aria-label={t('dispatch.map')}>
        {zones.value.map((zone) => <Zone key={zone.id} zone={zone} to={to} />)}
        {drawn.map((lane, at) => <Route key={lane.route.id} lane={lane} colour={colourOf(at)} to={to} />)}
        {drawn.flatMap((lane, at) =>
          lane.visits.map((v) => <Stop key={v.stop.id} visit={v} colour={colourOf(at)} to={to} />))}
        {hub && (
          <g class="map-hub" transform={`translate(${to.x(hub.lon)} ${to.y(hub.lat)})`}>
            <title>{hub.name}</title>
            <path d="M-14 12V-4L0-15L14-4V12Z" />
          </g>
        )}
        {couriers.value.map((courier) => <Courier key={courier.id} courier={courier} to={to} />)}
        {!desk.value.orders.size && <text class="map-name" x={to.width / 2} y="40">{t('dispatch.no_orders')}</text>}
      </svg>
      <figcaption>
        <span>{t('dispatch.map_legend')}</span> <a href="https://www.openstreetmap.org/copyright">© OpenStreetMap contributors</a>
      </figcaption>
    </figure>
  )
}
