// What does the courier see once his marks are replayed over the rows?
import { describe, expect, test } from 'vitest'
import { liveRoutes, type Mark, nextStop, openShift, ownRoutes, replay, stopsOf, totals, unread } from '../../../pwa/src/courier/rules'
import { day, order, parcel, route, stop } from './samples'

const AT = '2026-11-21T17:00:00Z'
const mark = (name: string, args: Record<string, unknown>): Mark => ({ name, args, at: AT, actor: 'u1' })
const start = mark('start_route', { route_id: 'r1', order_ids: ['o1', 'o2', 'o3'] })
const deliver = (n: number, more = {}) => mark('deliver_stop', {
  stop_id: `s${n}`, order_id: `o${n}`, tender: 'cash', amount_minor: 3740, given_minor: 4000, change_minor: 260, currency: 'EUR', ...more,
})
const fail = (n: number) => mark('fail_stop', { stop_id: `s${n}`, order_id: `o${n}`, reason: 'refused' })

describe('a shift', () => {
  test('begins and ends by its marks', () => {
    const begun = replay(day(), [mark('start_shift', { shift_id: 'h1' })])
    expect(openShift(begun, 'u1')).toMatchObject({ id: 'h1', started_at: AT })
    expect(openShift(begun, 'somebody else')).toBeNull()
    expect(openShift(replay(begun, [mark('end_shift', { shift_id: 'h1' })]), 'u1')).toBeNull()
  })
})

describe('two sheets of one day', () => {
  const twice = () => {
    const rows = day()
    rows.routes.set('r2', route({ id: 'r2', depart_at: '2026-11-21T19:15:00Z', return_at: '2026-11-21T21:00:00Z' }))
    rows.stops.set('s4', stop({ id: 's4', route_id: 'r2', order_id: 'o4' }))
    rows.orders.set('o4', order({ id: 'o4' }))
    rows.parcels.set('p4', parcel(4, { route_id: 'r2' }))
    return rows
  }
  const first = [start, deliver(1), deliver(2), deliver(3, { tender: 'prepaid' })]

  test('stand in the order of setting out', () => {
    expect(liveRoutes(twice()).map((each) => each.id)).toEqual(['r1', 'r2'])
  })

  test('the second keeps its goods and its stop while he is out with the first', () => {
    const rows = replay(twice(), first.slice(0, 2))
    expect(nextStop(rows)).toMatchObject({ route: { id: 'r1' }, stop: { id: 's2' } })
    expect(rows.routes.get('r2')!.status).toBe('published')
    expect(rows.parcels.get('p4')).toMatchObject({ status: 'loaded', route_id: 'r2' })
  })

  test('with the first done he sets out with the second', () => {
    const done = replay(twice(), first)
    expect([done.routes.get('r1')!.status, nextStop(done)]).toEqual(['finished', null])
    expect(liveRoutes(done)[0]!.id).toBe('r2')
    const again = replay(done, [mark('start_route', { route_id: 'r2', order_ids: ['o4'] })])
    expect(nextStop(again)).toMatchObject({ route: { id: 'r2' }, stop: { id: 's4', status: 'en_route' }, number: 1, of: 1 })
    expect(totals(replay(again, [deliver(4)]))).toMatchObject({ delivered: 4, open: 0 })
  })
})

describe('a sheet', () => {
  test('of a colleague is not his, though he sees it at his other work', () => {
    const rows = day()
    rows.routes.set('r2', route({ id: 'r2', courier_id: 'u2' }))
    expect([...ownRoutes(rows.routes, 'u1').keys()]).toEqual(['r1'])
  })

  test('is unread until this very revision was read', () => {
    expect(unread(route())).toBe(true)
    const read = replay(day(), [mark('accept_route', { route_id: 'r1', revision: 1 })]).routes.get('r1')!
    expect(unread(read)).toBe(false)
    expect(unread({ ...read, revision: 2 })).toBe(true)
  })

  test('started, its first stop is the next one', () => {
    const rows = replay(day(), [start])
    expect(nextStop(rows)).toMatchObject({ stop: { id: 's1', status: 'en_route' }, number: 1, of: 3 })
    expect(rows.orders.get('o1')!.status).toBe('loaded')
    expect(nextStop(day())).toBeNull()
  })

  test('loses what stayed in the building', () => {
    const rows = replay(day(), [mark('start_route', { route_id: 'r1', order_ids: ['o2', 'o3'] })])
    expect(stopsOf(rows, 'r1').map((stop) => stop.id)).toEqual(['s2', 's3'])
  })

  test('is finished when no stop is open', () => {
    const rows = replay(day(), [start, deliver(1), fail(2), deliver(3)])
    expect(rows.routes.get('r1')!.status).toBe('finished')
    expect(nextStop(rows)).toBeNull()
  })

  test('closed by the desk, it is not carried any more', () => {
    expect(liveRoutes({ ...day(), routes: new Map([['r1', route({ status: 'closed' })]]) })).toEqual([])
  })
})

describe('a stop', () => {
  test('delivered with cash: marked, counted, and the next one follows', () => {
    const rows = replay(day(), [start, mark('arrive_stop', { stop_id: 's1' }), deliver(1)])
    expect(rows.stops.get('s1')).toMatchObject({ status: 'delivered', tender: 'cash', collected_minor: 3740, done_at: AT })
    expect(rows.orders.get('o1')!.status).toBe('delivered')
    expect(nextStop(rows)!.stop).toMatchObject({ id: 's2', status: 'en_route' })
  })

  test('failed: the reason stands and nothing is collected', () => {
    const rows = replay(day(), [start, fail(1)])
    expect(rows.stops.get('s1')).toMatchObject({ status: 'failed', fail_reason: 'refused', collected_minor: null })
    expect(rows.orders.get('o1')!.status).toBe('failed')
  })

  test('marked twice changes nothing the second time', () => {
    const once = replay(day(), [start, deliver(1)])
    expect(replay(once, [start, deliver(1), fail(1)])).toEqual(once)
  })

  test('that the office took away is not brought back by a mark', () => {
    const rows = day()
    rows.stops.delete('s1')
    expect(replay(rows, [start, deliver(1)]).stops.has('s1')).toBe(false)
  })

  test('replaying leaves the pulled rows as they were', () => {
    const rows = day()
    replay(rows, [start, deliver(1)])
    expect(rows).toEqual(day())
  })
})

test('totals count stops and sum cash and card apart, by currency', () => {
  const rows = replay(day(), [start, deliver(1), deliver(2, { tender: 'card', amount_minor: 500 })])
  const { cash, card, ...counts } = totals(rows)
  expect(counts).toEqual({ delivered: 2, failed: 0, open: 1 })
  expect([...cash]).toEqual([['EUR', 3740]])
  expect([...card]).toEqual([['EUR', 500]])
})

test('once the desk has closed the sheet, what was done stays seen and its money is no longer on him', () => {
  const rows = replay(day(), [start, deliver(1), deliver(2, { tender: 'card', amount_minor: 500 })])
  const closed = new Map([...rows.routes].map(([id, route]) => [id, { ...route, status: 'closed' as const }]))
  const { cash, card, ...counts } = totals({ ...rows, routes: closed })
  expect(counts).toEqual({ delivered: 2, failed: 0, open: 0 })
  expect([cash.size, card.size]).toEqual([0, 0])
})
