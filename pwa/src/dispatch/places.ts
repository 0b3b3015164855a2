/** What stands where on the map? Rows become GeoJSON: zones, lines, stops, couriers, a track. Pure. */
import type { HubRow, StopStatus, UserRow, ZoneRow } from '../contract'
import type { Lane, Visit } from './board'
import { ringsOf, type Age, type Point as Place } from './geo'
import { isDone } from './rules'

type Pair = [number, number] // lon, lat
type Geometry =
  | { type: 'Point'; coordinates: Pair }
  | { type: 'LineString'; coordinates: Pair[] }
  | { type: 'Polygon'; coordinates: Pair[][] }
  | { type: 'MultiPolygon'; coordinates: Pair[][][] }
export interface Feature { type: 'Feature'; properties: Record<string, string | number | boolean>; geometry: Geometry }
export interface Features { type: 'FeatureCollection'; features: Feature[] }

export type { Place }
/** West, south, east, north. */
export type Bounds = [number, number, number, number]
/** What somebody chose, on the map or beside it. */
export interface Chosen { kind: 'stop' | 'courier'; id: string }

const COLOURS = ['#1f6feb', '#b35900', '#1a7f37', '#8250df', '#bf3989', '#0e7490', '#9a6700', '#cf222e']
/** Colours of lines go round: beside a colour stands always a name. */
export const colourOf = (index: number): string => COLOURS[index % COLOURS.length]!

export const collection = (features: Feature[]): Features => ({ type: 'FeatureCollection', features })
const feature = (geometry: Geometry, properties: Feature['properties']): Feature =>
  ({ type: 'Feature', properties, geometry })
const point = ({ lat, lon }: Place): Geometry => ({ type: 'Point', coordinates: [lon, lat] })

/** One mark of a kind, or nothing where there is no place for it. */
export const mark = (kind: string, at: Place | null): Feature[] => (at ? [feature(point(at), { kind })] : [])

export const placeOf = (visit: Pick<Visit, 'order'>): Place | null => {
  const { lat, lon } = visit.order ?? { lat: null, lon: null }
  return lat === null || lon === null ? null : { lat, lon }
}

/** The northernmost corner of a zone, the western one of two: above it stands its name, where few stops are. */
function top(zone: ZoneRow): Place | null {
  const corners = cornersOf([zone])
  return corners.length ? corners.reduce((found, one) => (one.lat > found.lat || (one.lat === found.lat && one.lon < found.lon) ? one : found)) : null
}

/** Outlines, and a point for each name. */
export function zoneFeatures(zones: readonly ZoneRow[]): Features {
  return collection(zones.flatMap((zone) => {
    const at = top(zone)
    return [
      feature(zone.geometry as unknown as Geometry, { id: zone.id }),
      ...(at ? [feature(point(at), { id: zone.id, name: zone.name })] : []),
    ]
  }))
}

/** Along the roads where the line is known, else straight from stop to stop. Colours are by the place in `lanes`. */
export function routeFeatures(lanes: readonly Lane[], hub: HubRow | null, shown: (lane: Lane) => boolean): Features {
  const home: Pair[] = hub ? [[hub.lon, hub.lat]] : []
  return collection(lanes.flatMap((lane, index) => {
    if (!shown(lane) || !lane.visits.length) return []
    const stops = lane.visits.flatMap((visit): Pair[] => {
      const at = placeOf(visit)
      return at ? [[at.lon, at.lat]] : []
    })
    const line = (lane.route.line as Pair[] | null) ?? [...home, ...stops, ...home]
    const properties = { id: lane.route.id, colour: colourOf(index), straight: !lane.route.line }
    return line.length > 1 ? [feature({ type: 'LineString', coordinates: line }, properties)] : []
  }))
}

const METRES = 111_320 // a degree of latitude
const APART_M = 12
const ON_RING = 8

/** Where the n-th of several that stand on one spot is drawn: on rings around it. */
export function spread(at: Place, n: number, count: number): Place {
  if (count < 2) return at
  const ring = Math.floor(n / ON_RING) + 1
  const angle = (2 * Math.PI * (n % ON_RING)) / Math.min(ON_RING, count - ON_RING * (ring - 1))
  const degrees = (APART_M * ring) / METRES
  const squeeze = Math.cos((at.lat * Math.PI) / 180)
  return { lat: at.lat + degrees * Math.cos(angle), lon: at.lon + (degrees * Math.sin(angle)) / squeeze }
}

const spotOf = ({ lat, lon }: Place): string => `${lat.toFixed(5)},${lon.toFixed(5)}`

/** How a stop is drawn: its status, and whether it will be late. The sign differs by shape as well as by colour. */
export const stopSign = (status: StopStatus, late: boolean): string => `stop-${status}${late ? '-late' : ''}`

/** Stops with their signs; those of one spot stand around it. */
export function stopFeatures(visits: readonly Visit[]): Features {
  const spots = new Map<string, number>()
  const placed = visits.flatMap((visit) => {
    const at = placeOf(visit)
    if (!at) return []
    const spot = spotOf(at)
    const n = spots.get(spot) ?? 0
    spots.set(spot, n + 1)
    return { visit, at, spot, n }
  })
  return collection(placed.map(({ visit: { stop, late_s }, at, spot, n }) => {
    const late = late_s > 0 && !isDone(stop)
    const properties = { id: stop.id, sign: stopSign(stop.status, late), n: stop.position + 1, late: late ? 1 : 0 }
    return feature(point(spread(at, n, spots.get(spot)!)), properties)
  }))
}

/** How a courier is drawn: as old as his place is, or off when he is on no shift. */
export type Look = Age | 'off'
export interface CourierAt extends Place { courier: UserRow; look: Look; words: string }

export function courierFeatures(couriers: readonly CourierAt[]): Features {
  return collection(couriers.map((one) =>
    feature(point(one), { id: one.courier.id, sign: `courier-${one.look}`, look: one.look, words: one.words })))
}

export interface TrackPoint extends Place { at: string }
export interface Track {
  courier_id: string
  on: string
  pieces: TrackPoint[][]
  gaps: { from_at: string; to_at: string }[]
  stops: { stop_id: string; order_id: string; status: StopStatus; at: string }[]
}

/** One line a piece, nothing between them; a piece of one fix is a point. The ends beside a gap are marked. */
export function trackFeatures({ pieces }: Pick<Track, 'pieces'>): Features {
  return collection(pieces.flatMap((piece, index) => {
    const line = piece.map(({ lat, lon }): Pair => [lon, lat])
    const [first, last] = [piece[0], piece.at(-1)]
    if (!first || !last) return []
    return [
      ...(line.length > 1 ? [feature({ type: 'LineString', coordinates: line }, { piece: index })] : []),
      ...(index > 0 || line.length === 1 ? [feature(point(first), { end: true })] : []),
      ...(index < pieces.length - 1 && line.length > 1 ? [feature(point(last), { end: true })] : []),
    ]
  }))
}

/** Where he was at a moment: at the last fix before it; null before the first one and inside a gap. */
export function placeAt({ pieces }: Pick<Track, 'pieces'>, at_ms: number): TrackPoint | null {
  for (const piece of pieces) {
    const [first, last] = [piece[0], piece.at(-1)]
    if (!first || !last || at_ms < Date.parse(first.at) || at_ms > Date.parse(last.at)) continue
    return piece.reduce((seen, fix) => (Date.parse(fix.at) <= at_ms ? fix : seen), first)
  }
  return null
}

/** Everything that should be in sight; null when there is nothing. */
export function boundsOf(places: readonly Place[]): Bounds | null {
  if (!places.length) return null
  const bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { lat, lon } of places) {
    bounds[0] = Math.min(bounds[0], lon)
    bounds[1] = Math.min(bounds[1], lat)
    bounds[2] = Math.max(bounds[2], lon)
    bounds[3] = Math.max(bounds[3], lat)
  }
  return bounds
}

/** The corners of the zones, as places. */
export const cornersOf = (zones: readonly ZoneRow[]): Place[] =>
  zones.flatMap((zone) => ringsOf(zone.geometry).flatMap((ring) => ring.map(([lon = 0, lat = 0]) => ({ lat, lon }))))
