/** Does the plan screen count, sort and blame rightly? */
import { expect, test } from 'vitest'
import {
  dayIn, dayToPlan, firstFree, lanesOf, lateness, leftOut, mayShift, plansOf, sourcesOf, suggestPosition, totals,
} from '../../../pwa/src/dispatch/board'
import { desk, order, plan, route, stop } from './samples'

/** Long before anything in these tests happens. */
const NIGHT = Date.parse('2026-11-21T00:00:00Z')
const P1 = new Set(['p1'])

test('late is what comes after the window, in seconds', () => {
  const o = order('o', { window_to_at: '2026-11-21T11:00:00Z' })
  expect(lateness('2026-11-21T11:02:00Z', o)).toBe(120)
  expect(lateness('2026-11-21T11:00:00Z', o)).toBe(0)
  expect(lateness(null, o)).toBe(0)
})

test('what was done is judged by when it was done, not by when it was planned', () => {
  const done = stop('a', 'r1', 0, { status: 'delivered', arrive_at: '2026-11-21T12:00:00Z', done_at: '2026-11-21T10:59:00Z' })
  const [lane] = lanesOf(desk({ routes: [route('r1')], stops: [done], orders: [order('o-a')] }), new Map(), P1, NIGHT)
  expect(lane?.visits[0]).toMatchObject({ expected_at: '2026-11-21T10:59:00Z', late_s: 0 })
})

test('who has not come by now is late, whatever he was timed at', () => {
  const board = desk({ routes: [route('r1', { status: 'started' })], stops: [stop('a', 'r1', 0)], orders: [order('o-a')] })
  const [lane] = lanesOf(board, new Map(), P1, Date.parse('2026-11-21T11:10:00Z'))
  expect(lane).toMatchObject({ late: 1, visits: [{ late_s: 600, expected_at: '2026-11-21T11:10:00.000Z' }] })
})

test('discarded plans and other days are not on the board; the newest is first', () => {
  const plans = [
    plan('old', { requested_at: '2026-11-21T05:00:00Z' }),
    plan('new', { requested_at: '2026-11-21T06:00:00Z' }),
    plan('gone', { status: 'discarded' }),
    plan('other', { on: '2026-11-22' }),
  ]
  expect(plansOf(plans, '2026-11-21').map((p) => p.id)).toEqual(['new', 'old'])
})

test('a lane sums its orders and counts done and late', () => {
  const board = desk({
    routes: [route('r1'), route('dead', { status: 'discarded' })],
    stops: [
      stop('a', 'r1', 0, { status: 'delivered', done_at: '2026-11-21T09:30:00Z' }),
      stop('b', 'r1', 1, { arrive_at: '2026-11-21T11:30:00Z' }),
    ],
    orders: [order('o-a', { weight_g: 700 }), order('o-b', { weight_g: 300, parcels: 2 })],
  })
  const lanes = lanesOf(board, new Map(), P1, NIGHT)
  expect(lanes).toHaveLength(1)
  expect(lanes[0]).toMatchObject({ weight_g: 1000, parcels: 3, done: 1, late: 1, capacity_g: null })
})

test('who goes out twice has his ways in their order, numbered; who goes once has no number', () => {
  const routes = [
    route('late', { courier_id: 'c', courier: 'Anna', depart_at: '2026-11-21T13:00:00Z' }),
    route('early', { courier_id: 'c', courier: 'Anna', depart_at: '2026-11-21T09:00:00Z' }),
    route('other', { courier: 'Boris' }),
    route('gone', { courier: 'Boris', status: 'discarded' }),
  ]
  expect(lanesOf(desk({ routes }), new Map(), P1, NIGHT).map((lane) => [lane.route.id, lane.trip])).toEqual([
    ['early', 1], ['late', 2], ['other', 0],
  ])
})

test('left out: the reasons of the plan first, then what came later; not what got a stop or was cancelled', () => {
  const p = plan('p1', {
    unassigned: [
      { order_id: 'o-a', reason: 'window', detail: {} },
      { order_id: 'heavy', reason: 'weight', detail: { n: 1 } },
      { order_id: 'off', reason: 'window', detail: {} },
    ],
  })
  const board = desk({
    plans: [p],
    routes: [route('r1')],
    stops: [stop('a', 'r1', 0)],
    orders: [order('o-a'), order('heavy'), order('off', { status: 'cancelled' }), order('late-comer')],
  })
  expect(leftOut(board, p).map((l) => [l.order.id, l.reason])).toEqual([
    ['heavy', 'weight'],
    ['late-comer', 'not-planned'],
  ])
})

test('what waits for goods is shown as that, and what nobody has looked for yet is not left out', () => {
  const p = plan('p1')
  const board = desk({ plans: [p], orders: [order('short', { status: 'short' }), order('new', { status: 'new' }), order('packed', { status: 'packed' })] })
  expect(leftOut(board, p).map((l) => [l.order.id, l.reason])).toEqual([['short', 'waits-for-goods'], ['packed', 'not-planned']])
})

test('totals leave out couriers without stops', () => {
  const board = desk({ routes: [route('r1'), route('r2', { travel_m: 0 })], stops: [stop('a', 'r1', 0)] })
  expect(totals(lanesOf(board, new Map(), P1, NIGHT), [])).toEqual({
    routes: 1,
    stops: 1,
    late: 0,
    left_out: 0,
    travel_m: 8000,
    violations: 0,
  })
})

test('nothing moves before a stop that was visited', () => {
  const board = desk({
    routes: [route('r1')],
    stops: [stop('a', 'r1', 0, { status: 'failed' }), stop('b', 'r1', 1), stop('c', 'r1', 2)],
  })
  const visits = lanesOf(board, new Map(), P1, NIGHT)[0]!.visits
  expect(firstFree(visits)).toBe(1)
  expect([mayShift(visits, 0, 1), mayShift(visits, 1, -1), mayShift(visits, 1, 1), mayShift(visits, 2, 1)]).toEqual([
    false,
    false,
    true,
    false,
  ])
})

test('a day is the hub\'s day, also across midnight and the change of clocks', () => {
  const at = Date.parse('2026-03-28T22:30:00Z')
  expect(dayIn('Europe/Helsinki', at)).toBe('2026-03-29')
  expect(dayIn('Europe/Helsinki', at, 1)).toBe('2026-03-30')
  expect(dayIn('America/New_York', at)).toBe('2026-03-28')
})

test('the plan opens at the first day with something to plan', () => {
  const tomorrow = order('o', { delivery_on: '2026-11-22', status: 'reserved' })
  const later = order('p', { delivery_on: '2026-11-24', status: 'packed' })
  expect(dayToPlan(desk({}), '2026-11-21')).toBe('2026-11-21')
  expect(dayToPlan(desk({ orders: [later, tomorrow] }), '2026-11-21')).toBe('2026-11-22')
  const today = plan('p', { on: '2026-11-21', status: 'published' })
  expect(dayToPlan(desk({ orders: [tomorrow], plans: [today] }), '2026-11-21')).toBe('2026-11-21')
  expect(dayToPlan(desk({ plans: [{ ...today, status: 'discarded' }] }), '2026-11-20')).toBe('2026-11-20')
})

test('a stop is offered the place its time says, behind what was visited', () => {
  const board = desk({
    routes: [route('r1')],
    stops: [
      stop('a', 'r1', 0, { status: 'delivered', arrive_at: '2026-11-21T12:00:00Z' }),
      stop('b', 'r1', 1, { arrive_at: '2026-11-21T09:00:00Z' }),
      stop('c', 'r1', 2, { arrive_at: '2026-11-21T10:00:00Z' }),
    ],
  })
  const visits = lanesOf(board, new Map(), P1, NIGHT)[0]!.visits
  expect(suggestPosition(visits, undefined, '2026-11-21T09:30:00Z')).toBe(2)
  expect(suggestPosition(visits, undefined, '2026-11-21T08:00:00Z')).toBe(1)
  expect(suggestPosition(visits, undefined, '2026-11-21T11:00:00Z')).toBe(3)
  expect(suggestPosition(visits, order('o', { window_from_at: '2026-11-21T08:30:00Z' }), null)).toBe(1)
})

test.each([
  ['osrm:bicycle', [['roads', ['bicycle'], '']]],
  ['great circle x 1.3', [['circle', [], '1.3']]],
  ['great-circle×1.4', [['circle', [], '1.4']]],
  ['bicycle, foot: osrm; car: great circle x 1.3', [['roads', ['bicycle', 'foot'], ''], ['circle', ['car'], '1.3']]],
  ['moon', [['other', [], '']]],
])('%s is read part by part', (source, parts) => {
  expect(sourcesOf(source).map((s) => [s.kind, s.vehicles, s.factor])).toEqual(parts)
})

test('a locked head stays in front, what is locked to a courier may move behind it', () => {
  const board = desk({
    routes: [route('r1')],
    stops: [
      stop('a', 'r1', 0, { locked: 'head' }), stop('b', 'r1', 1, { locked: 'courier' }), stop('c', 'r1', 2),
    ],
  })
  const visits = lanesOf(board, new Map(), P1, NIGHT)[0]!.visits
  expect(firstFree(visits)).toBe(1)
  expect([mayShift(visits, 0, 1), mayShift(visits, 1, -1), mayShift(visits, 1, 1)]).toEqual([false, false, true])
})
