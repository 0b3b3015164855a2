/** Do waiting commands change the dispatcher's picture as the server will? */
import { expect, test } from 'vitest'
import { replay, stopsOf, type Desk } from '../../../pwa/src/dispatch/rules'
import { desk, order, plan, route, stop } from './samples'

const two = (): Desk =>
  desk({
    plans: [plan('p1')],
    routes: [route('r1'), route('r2')],
    stops: [stop('a', 'r1', 0), stop('b', 'r1', 1), stop('c', 'r1', 2), stop('x', 'r2', 0)],
    orders: ['a', 'b', 'c', 'x', 'n'].map((id) => order(`o-${id}`)),
  })

const run = (on: Desk, name: string, args: Record<string, unknown>) =>
  replay(on, [{ name, args, at: '2026-11-21T07:00:00Z' }])

const ids = (on: Desk, routeId: string) => stopsOf(on.stops, routeId).map((s) => s.id).join('')

test('a stop moves up within its route', () => {
  const now = run(two(), 'move_stop', { stop_id: 'c', route_id: 'r1', position: 0 })
  expect(ids(now, 'r1')).toBe('cab')
  expect(stopsOf(now.stops, 'r1').map((s) => s.position)).toEqual([0, 1, 2])
})

test('times behind the change are unknown, times before it stay', () => {
  const now = run(two(), 'move_stop', { stop_id: 'c', route_id: 'r1', position: 1 })
  expect(stopsOf(now.stops, 'r1').map((s) => s.arrive_at !== null)).toEqual([true, false, false])
})

test('a stop given to another courier leaves the first route closed up', () => {
  const now = run(two(), 'move_stop', { stop_id: 'a', route_id: 'r2', position: 1 })
  expect([ids(now, 'r1'), ids(now, 'r2')]).toEqual(['bc', 'xa'])
  expect(now.stops.get('b')?.position).toBe(0)
})

test('a position beyond the end means the end', () => {
  expect(ids(run(two(), 'move_stop', { stop_id: 'a', route_id: 'r1', position: 99 }), 'r1')).toBe('bca')
})

test('a stop taken off closes its route up', () => {
  const now = run(two(), 'remove_stop', { stop_id: 'b' })
  expect(ids(now, 'r1')).toBe('ac')
  expect(now.stops.has('b')).toBe(false)
})

test('an order put on a route gets a stop; the same command twice gets one', () => {
  const args = { stop_id: 's', order_id: 'o-n', route_id: 'r2', position: 0 }
  const now = run(run(two(), 'add_stop', args), 'add_stop', args)
  expect(ids(now, 'r2')).toBe('sx')
})

test('publishing makes every draft of the plan published, and of no other plan', () => {
  const start = { ...two(), routes: new Map([...two().routes, ['o', route('o', { plan_id: 'p2' })]]) }
  const now = run(start, 'publish_plan', { plan_id: 'p1' })
  expect([...now.routes.values()].map((r) => r.status)).toEqual(['published', 'published', 'draft'])
  expect(now.plans.get('p1')?.status).toBe('published')
})

test('a requested plan is on the board at once, and the pulled row is not overwritten', () => {
  const args = { plan_id: 'p9', on: '2026-11-22', seed: 4, budget_s: 10 }
  const now = run(two(), 'request_plan', args)
  expect(now.plans.get('p9')).toMatchObject({ status: 'requested', on: '2026-11-22', seed: 4 })
  expect(run(two(), 'request_plan', { ...args, plan_id: 'p1' }).plans.get('p1')?.status).toBe('ready')
})

test('a new plan throws the draft of the same day away, not of another day', () => {
  const other = plan('p2', { on: '2026-11-22' })
  const start = { ...two(), plans: new Map([...two().plans, ['p2', other]]) }
  const now = run(start, 'request_plan', { plan_id: 'p9', on: '2026-11-21', budget_s: 10 })
  expect(now.plans.get('p1')?.status).toBe('discarded')
  expect(now.routes.get('r1')?.status).toBe('discarded')
  expect(now.plans.get('p2')?.status).toBe('ready')
})

test('a zone by hand takes an order out of the queue, and leaves its goods as they are', () => {
  const start = desk({ orders: [order('o', { status: 'new', zone_id: null, zone_reason: 'outside' })] })
  expect(run(start, 'set_zone', { order_id: 'o', zone_id: 'z2', reason: 'near' }).orders.get('o')).toMatchObject({
    status: 'new',
    zone_id: 'z2',
    zone_reason: null,
    zone_by_hand: true,
  })
})

test('a command about something not here, or of another screen, changes nothing', () => {
  const start = two()
  expect(run(start, 'move_stop', { stop_id: 'gone', route_id: 'r1', position: 0 })).toEqual(start)
  expect(run(start, 'deliver_stop', { stop_id: 'a' })).toEqual(start)
})

test('with a locked head all open stops before it are locked', () => {
  const now = run(two(), 'lock_stop', { stop_id: 'b', how: 'head' })
  expect(stopsOf(now.stops, 'r1').map((s) => s.locked)).toEqual(['head', 'head', null])
  const free = run(now, 'lock_stop', { stop_id: 'b', how: null })
  expect(stopsOf(free.stops, 'r1').map((s) => s.locked)).toEqual(['head', null, null])
})

test('a route is locked and let go', () => {
  const now = run(two(), 'lock_route', { route_id: 'r1', locked: true })
  expect([now.routes.get('r1')?.locked_at, now.routes.get('r2')?.locked_at]).toEqual(['2026-11-21T07:00:00Z', null])
  expect(run(now, 'lock_route', { route_id: 'r1', locked: false }).routes.get('r1')?.locked_at).toBeNull()
})
