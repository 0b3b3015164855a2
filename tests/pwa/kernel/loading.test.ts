/** Does a phone know what goes onto a route, in which turn, and what stays? */
import { expect, test } from 'vitest'
import type { OrderRow, ParcelRow, RouteRow, StopRow } from '../../../pwa/src/contract'
import {
  due, handedOver, type Loading, loadingOf, replayLoads, scan, splitOrders, unpackedOf,
} from '../../../pwa/src/kernel/loading'
import { Wrong, wrongOf } from '../../../pwa/src/kernel/wrong'
import { codes } from '../../contract/codes.json'
import vectors from '../../contract/loading.json'

// The same vectors as tests/warehouse/test_loading.py -------------------------------------------------------

interface State { due: string[]; loaded: readonly string[]; handed_over: string[]; split: string[] }
interface Problem { code: string; expected?: string; got?: string }
interface Step { scan: string; wrong?: Problem; parcel?: string; out_of_turn?: boolean; at?: State }
interface Case extends Loading { name: string; steps: Step[] }

const state = (at: Loading): State =>
  ({ due: due(at).map(({ code }) => code), loaded: at.loaded, handed_over: handedOver(at), split: splitOrders(at) })

test.each(vectors.cases as unknown as Case[])('$name: answers as the server', ({ steps, parcels, loaded, elsewhere }) => {
  let at: Loading = { parcels, loaded, elsewhere }
  for (const step of steps) {
    const before = state(at)
    try {
      const found = scan(at, step.scan)
      at = found.at
      expect({ scan: step.scan, parcel: found.parcel.code, out_of_turn: found.outOfTurn, at: state(at) }).toEqual(step)
    } catch (wrong) {
      if (!(wrong instanceof Wrong)) throw wrong
      expect(state(at)).toEqual(before)
      const { code, expected, got } = wrong
      expect({ code, expected, got }).toEqual({ expected: '', got: '', ...step.wrong })
    }
  }
})

// Rows ------------------------------------------------------------------------------------------------------

const [P1, P2, P3, P4] = codes.map(({ parcel }) => parcel) as [string, string, string, string]
const map = <T extends { id: string }>(...rows: T[]) => new Map(rows.map((row) => [row.id, row]))
const order = (id: string, status = 'packed') => ({ id, number: id.toUpperCase(), status }) as OrderRow
const route = (id: string) => ({ id, status: 'published', courier: `courier of ${id}` }) as RouteRow
const stop = (order_id: string, route_id: string, position: number) =>
  ({ id: `s-${order_id}`, order_id, route_id, position, status: 'planned' }) as StopRow
const parcel = (code: string, order_id: string, status = 'packed', route_id: string | null = null) =>
  ({ id: `id-${code}`, code, order_id, status, route_id }) as ParcelRow

const rows = {
  routes: map(route('r'), route('x')),
  stops: map(stop('first', 'r', 0), stop('last', 'r', 2), stop('middle', 'r', 1), stop('other', 'x', 0)),
  orders: map(order('first'), order('last'), order('middle', 'picking'), order('other')),
  parcels: map(parcel(P1, 'first'), parcel(P2, 'last', 'loaded', 'r'), parcel(P3, 'last'), parcel(P4, 'other')),
}

test('the last stop goes in first, and only what is packed for this route', () => {
  const at = loadingOf(rows, 'r')
  expect(due(at).map(({ code }) => code)).toEqual([P3, P1])
  expect(at.loaded).toEqual([P2])
  expect(unpackedOf(rows, 'r').map(({ order: { id } }) => id)).toEqual(['middle'])
})

test('out of turn is taken and said; another route is refused with whose it is', () => {
  const at = loadingOf(rows, 'r')
  expect(scan(at, P1.toLowerCase())).toMatchObject({ outOfTurn: true, parcel: { order_id: 'first' } })
  expect(scan(at, P3).outOfTurn).toBe(false)
  expect(wrongOf(() => scan(at, P4))).toMatchObject({ code: 'parcel-of-other-route', expected: P3, got: 'courier of x' })
  expect(wrongOf(() => scan(at, P2))).toMatchObject({ code: 'already-loaded-parcel' })
  expect(wrongOf(() => scan(at, '4006381333931'))).toMatchObject({ code: 'not-a-parcel' })
})

test('an order leaves with all of its parcels or not at all', () => {
  const begun = scan(loadingOf(rows, 'r'), P1).at
  expect([handedOver(begun), splitOrders(begun)]).toEqual([['first'], ['last']])
  const whole = scan(begun, P3).at
  expect([handedOver(whole), splitOrders(whole)]).toEqual([['first', 'last'], []])
})

test('marks on their way count, twice is once, and another route cannot be unloaded', () => {
  const load = { name: 'load_parcel', args: { parcel_id: `id-${P3}`, route_id: 'r' } }
  const held = replayLoads(rows.parcels, [load, load])
  expect(held.get(`id-${P3}`)).toMatchObject({ status: 'loaded', route_id: 'r' })
  const off = (route_id: string) => ({ name: 'unload_parcel', args: { parcel_id: `id-${P3}`, route_id } })
  expect(replayLoads(rows.parcels, [load, off('x')]).get(`id-${P3}`)?.status).toBe('loaded')
  expect(replayLoads(rows.parcels, [load, off('r')]).get(`id-${P3}`)).toMatchObject({ status: 'packed', route_id: null })
})
