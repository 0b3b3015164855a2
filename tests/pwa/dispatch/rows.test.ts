/** Is the table beside the map in the order of trouble, and is what is looked for found, fast? */
import { expect, test } from 'vitest'
import { lanesOf } from '../../../pwa/src/dispatch/board'
import { ALL_STOPS, filterLines, inSight, stepTo, stopLines, type MapFilter } from '../../../pwa/src/dispatch/rows'
import { desk, order, route, stop } from './samples'

const board = desk({
  routes: [route('r1', { courier: 'Ελένη Παππά', courier_id: 'eleni' }), route('r2', { courier: 'Boris', courier_id: 'boris' })],
  stops: [
    stop('done', 'r1', 0, { status: 'delivered', done_at: '2026-11-21T09:10:00Z', arrive_at: '2026-11-21T09:00:00Z' }),
    stop('next', 'r1', 1, { arrive_at: '2026-11-21T10:30:00Z' }),
    stop('late', 'r2', 0, { arrive_at: '2026-11-21T11:20:00Z', status: 'en_route' }),
    stop('later', 'r2', 1, { arrive_at: '2026-11-21T11:50:00Z' }),
    stop('failed', 'r2', 2, { status: 'failed', done_at: '2026-11-21T12:10:00Z' }),
  ],
  orders: ['done', 'next', 'late', 'later', 'failed'].map((id) =>
    order(`o-${id}`, { zone_id: id === 'next' ? 'z2' : 'z1', address: `${id} Straße 1` })),
})
const lines = stopLines(lanesOf(board, new Map(), new Set(['p1']), Date.parse('2026-11-21T00:00:00Z')))
const found = (change: Partial<MapFilter>) => filterLines(lines, { ...ALL_STOPS, ...change }).map((line) => line.stop.id)

test('the latest first, then what comes next, last what is done, the newest of it first', () => {
  expect(found({})).toEqual(['later', 'late', 'next', 'failed', 'done'])
})

test('by courier, status, zone, and all of them at once', () => {
  expect(found({ courier: 'eleni' })).toEqual(['next', 'done'])
  expect(found({ status: 'en_route' })).toEqual(['late'])
  expect(found({ zone: 'z2' })).toEqual(['next'])
  expect(found({ zone: 'z2', courier: 'boris' })).toEqual([])
})

test('late only: what is open and will be late, not what came late', () => {
  expect(found({ late: true })).toEqual(['later', 'late'])
})

test('every word is looked for, in address, number and courier, accents or not', () => {
  expect(found({ text: 'ελενη next' })).toEqual(['next'])
  expect(found({ text: 'O-LATE boris' })).toEqual(['later', 'late'])
  expect(found({ text: 'nobody' })).toEqual([])
})

test('keys walk through the list and stop at its ends', () => {
  expect(stepTo('ArrowDown', -1, 5, 3)).toBe(0)
  expect(stepTo('ArrowUp', -1, 5, 3)).toBe(4)
  expect(stepTo('ArrowDown', 4, 5, 3)).toBe(4)
  expect(stepTo('PageUp', 1, 5, 3)).toBe(0)
  expect(stepTo('End', 1, 5, 3)).toBe(4)
  expect(stepTo('a', 1, 5, 3)).toBeNull()
  expect(stepTo('ArrowDown', -1, 0, 3)).toBeNull()
})

test('only what is in sight and a little around it is drawn', () => {
  expect(inSight(0, 600, 60, 1000)).toEqual({ from: 0, to: 16 })
  expect(inSight(6000, 600, 60, 1000)).toEqual({ from: 94, to: 116 })
  expect(inSight(6000, 600, 60, 12)).toEqual({ from: 6, to: 12 })
})
