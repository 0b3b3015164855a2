/** Does everything stand where it is, told apart by its sign, and is no line drawn where nobody was seen? */
import { expect, test } from 'vitest'
import { STOP_STATUSES, type HubRow, type UserRow, type ZoneRow } from '../../../pwa/src/contract'
import type { Lane } from '../../../pwa/src/dispatch/board'
import {
  boundsOf, courierFeatures, placeAt, routeFeatures, spread, stopFeatures, stopSign, trackFeatures, zoneFeatures,
} from '../../../pwa/src/dispatch/places'
import { order, route, stop } from './samples'

const HUB = { id: 'h', name: 'Hub', lat: 60.1, lon: 24.9, tz: 'UTC', currency: 'EUR' } as HubRow
const visit = (id: string, given: { lat?: number | null; lon?: number; late_s?: number; status?: 'delivered' } = {}) => ({
  stop: stop(id, 'r', 0, given.status ? { status: given.status } : {}),
  order: order(`o-${id}`, { lat: given.lat === undefined ? 60.17 : given.lat, lon: given.lon ?? 24.94 }),
  expected_at: null,
  late_s: given.late_s ?? 0,
})
const lane = (id: string, line: number[][] | null, visits = [visit(`${id}-1`)]): Lane => ({
  route: route(id, { line }), visits, weight_g: 0, parcels: 0, capacity_g: null, capacity_parcels: null, done: 0, late: 0, trip: 0,
})

test('every status has a sign of its own, and being late another', () => {
  const signs = STOP_STATUSES.flatMap((status) => [stopSign(status, false), stopSign(status, true)])
  expect(new Set(signs).size).toBe(2 * STOP_STATUSES.length)
})

test('an open stop that will be late is marked, one that was done late is not', () => {
  const { features } = stopFeatures([visit('a', { late_s: 60 }), visit('b', { late_s: 60, status: 'delivered', lon: 25 })])
  expect(features.map((one) => [one.properties.sign, one.properties.late])).toEqual([['stop-planned-late', 1], ['stop-delivered', 0]])
})

test('stops of one spot stand around it, all apart; an order without a point stands nowhere', () => {
  const many = Array.from({ length: 20 }, (_, n) => visit(`s${n}`))
  const { features } = stopFeatures([...many, visit('nowhere', { lat: null }), visit('alone', { lat: 60.2 })])
  const spots = features.map((one) => JSON.stringify(one.geometry))
  expect(features).toHaveLength(21)
  expect(new Set(spots).size).toBe(21)
  expect(spots[20]).toBe(JSON.stringify({ type: 'Point', coordinates: [24.94, 60.2] }))
  for (const one of features.slice(0, 20)) {
    const [lon = 0, lat = 0] = one.geometry.coordinates as number[]
    expect(Math.abs(lat - 60.17)).toBeLessThan(0.0005)
    expect(Math.abs(lon - 24.94)).toBeLessThan(0.001)
  }
})

test('one alone stands on its spot', () => {
  expect(spread({ lat: 1, lon: 2 }, 0, 1)).toEqual({ lat: 1, lon: 2 })
})

test('a route follows its line, or goes straight; its colour stays when others are filtered away', () => {
  const lanes = [lane('r1', null), lane('r2', [[24.9, 60.1], [24.95, 60.2]])]
  const both = routeFeatures(lanes, HUB, () => true).features
  const one = routeFeatures(lanes, HUB, (each) => each.route.id === 'r2').features
  expect(both.map((each) => each.properties.straight)).toEqual([true, false])
  expect(both[0]!.geometry.coordinates).toEqual([[24.9, 60.1], [24.94, 60.17], [24.9, 60.1]])
  expect(one).toEqual([both[1]])
})

test('a zone has its outline, and its name at its northern edge', () => {
  const geometry = { type: 'Polygon', coordinates: [[[0, 0], [4, 0], [4, 2], [0, 2], [0, 0]]] }
  const zone: ZoneRow = { id: 'z', name: 'Centre', priority: 0, delivery_fee_minor: 0, geometry }
  const { features } = zoneFeatures([zone])
  expect(features[0]!.geometry).toEqual(geometry)
  expect(features[1]).toMatchObject({ properties: { name: 'Centre' }, geometry: { coordinates: [0, 2] } })
})

test('a courier is drawn by how old his place is', () => {
  const courier = { id: 'anna' } as UserRow
  const [drawn] = courierFeatures([{ courier, lat: 60, lon: 24, look: 'stale', words: 'Anna\n12 min' }]).features
  expect(drawn).toMatchObject({ properties: { sign: 'courier-stale', words: 'Anna\n12 min' } })
})

const fix = (second: number, lat: number) => ({ at: new Date(second * 1000).toISOString(), lat, lon: 24.9 })
const way = { pieces: [[fix(0, 60), fix(10, 60.001)], [fix(100, 60.01), fix(110, 60.011)], [fix(300, 60.02)]] }

test('a track is one line a piece and none between them; the edges of gaps are marked', () => {
  const { features } = trackFeatures(way)
  const lines = features.filter((one) => one.geometry.type === 'LineString')
  expect(lines.map((one) => one.geometry.coordinates)).toEqual([
    [[24.9, 60], [24.9, 60.001]], [[24.9, 60.01], [24.9, 60.011]],
  ])
  expect(features.filter((one) => one.properties.end).map((one) => one.geometry.coordinates)).toEqual([
    [24.9, 60.001], [24.9, 60.01], [24.9, 60.011], [24.9, 60.02],
  ])
})

test('he was where the last fix before saw him, and in a gap nowhere', () => {
  expect(placeAt(way, 5000)?.lat).toBe(60)
  expect(placeAt(way, 10_000)?.lat).toBe(60.001)
  expect(placeAt(way, 50_000)).toBeNull()
  expect(placeAt(way, 300_000)?.lat).toBe(60.02)
  expect(placeAt(way, 400_000)).toBeNull()
})

test('bounds hold everything; nothing has none', () => {
  expect(boundsOf([{ lat: 1, lon: 5 }, { lat: 3, lon: -2 }])).toEqual([-2, 1, 5, 3])
  expect(boundsOf([])).toBeNull()
})
