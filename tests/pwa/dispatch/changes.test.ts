/** Does the preview of a new plan say who gets and gives what, and follow what was just asked for? */
import { expect, test } from 'vitest'
import type { DifferenceRow, ReplanRow } from '../../../pwa/src/contract'
import { changesOf, replanOf } from '../../../pwa/src/dispatch/changes'
import { order, route } from './samples'

const moved = { order_id: 'o1', old: 'r1', new: 'r2' }
const one = (route_id: string, gained: string[], lost: string[], reordered: string[] = []) =>
  ({ route_id, gained, lost, reordered, stops: gained.length - lost.length, work_s: -60, travel_s: -60, travel_m: -500 })

const difference: DifferenceRow = {
  work_s: -120, travel_s: -120, travel_m: -1000, served: 0, late_before: ['o1'], late_after: [], moved: [moved],
  routes: [one('r2', ['o1'], []), one('r1', [], ['o1'], ['o2']), one('r3', [], [])],
}
const replan = (given: Partial<ReplanRow> = {}): ReplanRow => ({
  id: 'x', on: '2026-11-21', status: 'ready', failure: null, requested_at: '2026-11-21T10:00:00Z', budget_s: 10,
  source: null, difference, ...given,
})
const routes = new Map([route('r1', { courier: 'Anna' }), route('r2', { courier: 'Zoe' })].map((r) => [r.id, r]))
const orders = new Map([order('o1')].map((o) => [o.id, o]))

test('couriers by name, only those whose phone is told something', () => {
  const changes = changesOf(difference, routes, orders)
  expect(changes.couriers.map((c) => [c.courier, c.gained, c.lost, c.reordered])).toEqual([['Anna', 0, 1, 1], ['Zoe', 1, 0, 0]])
  expect([changes.late_before, changes.late_after, changes.travel_m]).toEqual([1, 0, -1000])
  expect(changes.stops).toEqual([
    { order_id: 'o1', address: 'Katajanokka 3', from: 'Anna', to: 'Zoe' },
    { order_id: 'o2', address: '–', from: 'Anna', to: 'Anna' },
  ])
})

test('from no route is from nobody', () => {
  const late = { ...difference, moved: [{ ...moved, old: null }] }
  expect(changesOf(late, routes, orders).stops[0]!.from).toBeNull()
})

const waiting = (name: string, args: object) => [{ name, args, at: '2026-11-21T11:00:00Z' }]

test('what was just asked for is seen at once', () => {
  const asked = replanOf([replan()], waiting('request_replan', { replan_id: 'y', on: '2026-11-21' }), '2026-11-21')
  expect([asked?.id, asked?.status]).toEqual(['y', 'requested'])
  expect(replanOf([replan()], waiting('apply_replan', { replan_id: 'x' }), '2026-11-21')?.status).toBe('applied')
  expect(replanOf([replan()], waiting('discard_replan', { replan_id: 'x' }), '2026-11-21')).toBeNull()
})

test('the newest of the day counts', () => {
  const rows = [replan(), replan({ id: 'z', requested_at: '2026-11-21T12:00:00Z' }), replan({ id: 'w', on: '2026-11-22' })]
  expect(replanOf(rows, [], '2026-11-21')?.id).toBe('z')
  expect(replanOf(rows, [], '2026-11-20')).toBeNull()
})
