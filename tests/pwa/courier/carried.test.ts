// What is still to be loaded, what leaves, and what must come back?
import { describe, expect, test } from 'vitest'
import { added, loadOf, ownParcels, toBringBack } from '../../../pwa/src/courier/carried'
import { type Mark, nextStop, replay, type Rows, stopsOf } from '../../../pwa/src/courier/rules'
import { due } from '../../../pwa/src/kernel/loading'
import { day, order, parcel, route, stop } from './samples'

const mark = (name: string, args: Record<string, unknown>): Mark => ({ name, args, at: '2026-11-21T17:00:00Z', actor: 'u1' })
const loadMark = (n: number, route_id = 'r1') => mark('load_parcel', { parcel_id: `p${n}`, route_id })
const unloadMark = (n: number) => mark('unload_parcel', { parcel_id: `p${n}`, route_id: 'r1' })
const start = (...orders: string[]) => mark('start_route', { route_id: 'r1', order_ids: orders })
const fail = (n: number) => mark('fail_stop', { stop_id: `s${n}`, order_id: `o${n}`, reason: 'refused' })
const numbers = (orders: { number: string }[]) => orders.map((each) => each.number)
const statuses = (rows: Rows) => Object.fromEntries([...rows.parcels].map(([id, { status }]) => [id, status]))

/** The day before anything was scanned. */
function morning() {
  const rows = day()
  for (const n of [1, 2, 3]) rows.parcels.set(`p${n}`, parcel(n, { status: 'packed', route_id: null }))
  return rows
}

describe('loading', () => {
  test('the last stop goes in first, and what is in leaves', () => {
    const rows = replay(morning(), [loadMark(3)])
    const of = loadOf(rows, 'r1')
    expect(due(of.at).map((each) => each.order_id)).toEqual(['o2', 'o1'])
    expect(of.leaving).toEqual(['o3'])
    expect(numbers(of.staying)).toEqual(['W-1001', 'W-1002'])
  })

  test('taken off by mistake, it is to be scanned again', () => {
    const rows = replay(morning(), [loadMark(3), unloadMark(3)])
    expect(due(loadOf(rows, 'r1').at)).toHaveLength(3)
    expect(rows.parcels.get('p3')).toMatchObject({ status: 'packed', route_id: null })
  })

  test('half an order is named and does not leave', () => {
    const rows = morning()
    rows.parcels.set('p4', parcel(4, { order_id: 'o3', n: 2, of: 2, status: 'packed', route_id: null }))
    const of = loadOf(replay(rows, [loadMark(3)]), 'r1')
    expect(numbers(of.split)).toEqual(['W-1003'])
    expect(of.leaving).toEqual([])
  })

  test('what nobody has packed yet is told apart from what was not scanned', () => {
    const rows = morning()
    rows.orders.set('o2', order({ id: 'o2', number: 'W-1002', status: 'picking' }))
    rows.parcels.delete('p2')
    const of = loadOf(replay(rows, [loadMark(3)]), 'r1')
    expect(numbers(of.staying)).toEqual(['W-1001', 'W-1002'])
    expect(numbers(of.unpacked)).toEqual(['W-1002'])
  })
})

describe('setting out', () => {
  test('his parcels are with him, the rest is off the sheet and back on the shelf', () => {
    const rows = replay(morning(), [loadMark(3), loadMark(2), unloadMark(2), loadMark(1), start('o1', 'o3')])
    expect(statuses(rows)).toEqual({ p1: 'out', p2: 'packed', p3: 'out' })
    expect(stopsOf(rows, 'r1').map((each) => each.id)).toEqual(['s1', 's3'])
    expect(rows.orders.get('o2')!.status).toBe('packed')
  })

  test('an order that was not scanned whole is not handed over, whatever was said', () => {
    const rows = morning()
    rows.parcels.set('p4', parcel(4, { order_id: 'o3', n: 2, of: 2, status: 'packed', route_id: null }))
    const out = replay(rows, [loadMark(3), start('o3')])
    expect(out.orders.get('o3')!.status).toBe('packed')
    expect(statuses(out)).toMatchObject({ p3: 'packed', p4: 'packed' })
    expect(nextStop(out)).toBeNull()
  })

  test('replayed over rows that have it already, nothing changes', () => {
    const marks = [loadMark(3), loadMark(2), loadMark(1), start('o1', 'o2', 'o3')]
    const once = replay(morning(), marks)
    expect(replay(once, marks)).toEqual(once)
  })

  test('a stop added on the road is loaded and taken along; the others stay as they are', () => {
    const rows = replay(morning(), [loadMark(3), loadMark(2), loadMark(1), start('o1', 'o2', 'o3'), fail(1)]) as ReturnType<typeof day>
    rows.stops.set('s4', stop({ id: 's4', order_id: 'o4', position: 0.5, status: 'en_route' }))
    rows.orders.set('o4', order({ id: 'o4', number: 'W-1004' }))
    rows.parcels.set('p4', parcel(4, { status: 'packed', route_id: null }))
    expect(added(rows, 'r1')).toBe(1)
    expect(nextStop(rows)!.stop.id).toBe('s2')
    const loaded = replay(rows, [loadMark(4)])
    expect(loadOf(loaded, 'r1').leaving).toEqual(['o4'])
    const out = replay(loaded, [start('o4')])
    expect(added(out, 'r1')).toBe(0)
    expect(nextStop(out)!.stop.id).toBe('s4')
    expect(stopsOf(out, 'r1')).toHaveLength(4)
  })
})

describe('what must come back', () => {
  const onTheRoad = (): Rows => replay(morning(), [loadMark(3), loadMark(2), loadMark(1), start('o1', 'o2', 'o3')])

  test('is nothing while every parcel goes to a door, and nothing once it was handed over', () => {
    expect(toBringBack(onTheRoad())).toEqual([])
    const deliver = mark('deliver_stop', { stop_id: 's1', order_id: 'o1', tender: 'prepaid', amount_minor: 0, currency: 'EUR' })
    const rows = replay(onTheRoad(), [deliver])
    expect(rows.parcels.get('p1')!.status).toBe('delivered')
    expect(toBringBack(rows)).toEqual([])
  })

  test('is what failed, and what the office has cancelled on the way, until it is scanned in', () => {
    const rows = replay(onTheRoad(), [fail(2)]) as ReturnType<typeof day>
    rows.orders.set('o3', order({ id: 'o3', number: 'W-1003', status: 'cancelled' }))
    rows.stops.delete('s3')
    expect(toBringBack(rows).map((each) => each.order?.number)).toEqual(['W-1002', 'W-1003'])
    rows.parcels.set('p2', parcel(2, { status: 'back' }))
    rows.parcels.delete('p3')
    expect(toBringBack(rows)).toEqual([])
  })

  test('is not what a colleague carries, though he sees it at his other work', () => {
    const rows = day()
    rows.routes.set('r1', route())
    rows.parcels.set('p4', parcel(4, { order_id: 'o9', status: 'out', route_id: 'r9' }))
    expect([...ownParcels(rows, true).keys()]).toEqual(['p1', 'p2', 'p3'])
    expect(ownParcels(rows, false).size).toBe(4)
  })
})
