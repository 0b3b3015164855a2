/** Is money counted in whole pieces, and a sheet closed once and for all? */
import { expect, test } from 'vitest'
import type { CountRow } from '../../../pwa/src/contract'
import { asArgs, currentCount, lacks, parseCount, stepOf, total, verdict, withCount, type Situation } from '../../../pwa/src/cashier/rules'

const count = (id: string, given: Partial<CountRow> = {}): CountRow => ({
  id,
  route_id: 'r1',
  status: 'counted',
  currency: 'EUR',
  counted_minor: 900,
  expected_minor: 1000,
  difference_minor: -100,
  reason: null,
  counted_at: '2026-11-21T15:00:00Z',
  closed_at: null,
  ...given,
})

const situation = (given: Partial<Situation> = {}): Situation => ({
  own: false,
  routeStatus: 'finished',
  count: null,
  recounting: false,
  late: false,
  waiting: [],
  ...given,
})

test.each([
  ['', 0],
  [' 12 ', 12],
  ['007', 7],
])('"%s" is a count', (text, n) => expect(parseCount(text)).toBe(n))

test.each(['-1', '1.5', '1,5', '1e3', 'x', '1000000', '100001'])('"%s" is none', (text) =>
  expect(parseCount(text)).toBeNull(),
)

test('the total is the sum of the pieces', () => {
  const pieces = withCount(withCount(withCount(new Map(), 5000, 2), 200, 3), 1, 4)
  expect(total(pieces)).toBe(10_604)
  expect(asArgs(withCount(pieces, 200, 0))).toEqual([
    { denomination_minor: 5000, count: 2 },
    { denomination_minor: 1, count: 4 },
  ])
})

test('minus at none stays none', () => expect(withCount(new Map(), 500, -1).get(500)).toBe(0))

test('the last count of the route counts, unless a newer one replaced it', () => {
  const first = count('a')
  const second = count('b', { counted_at: '2026-11-21T15:05:00Z' })
  const other = count('c', { route_id: 'r2', counted_at: '2026-11-21T16:00:00Z' })
  expect(currentCount([second, first, other], 'r1')?.id).toBe('b')
  expect(currentCount([{ ...second, status: 'replaced' }, first], 'r1')?.id).toBe('a')
  expect(currentCount([other], 'r1')).toBeNull()
})

test('the steps of the desk', () => {
  expect(stepOf(situation())).toBe('count')
  expect(stepOf(situation({ waiting: ['count_sheet'] }))).toBe('waiting')
  expect(stepOf(situation({ count: count('a') }))).toBe('counted')
  expect(stepOf(situation({ count: count('a'), recounting: true }))).toBe('count')
  expect(stepOf(situation({ count: count('a'), waiting: ['close_sheet'] }))).toBe('closing')
})

test('closed stays closed, whatever else is true', () => {
  const closed = count('a', { status: 'closed' })
  expect(stepOf(situation({ count: closed, recounting: true, own: true, waiting: ['count_sheet'] }))).toBe('closed')
  expect(stepOf(situation({ routeStatus: 'closed' }))).toBe('closed')
})

test('only money that came late opens a closed sheet for one more count', () => {
  const late = { routeStatus: 'closed', late: true }
  const closed = count('a', { status: 'closed' })
  expect(stepOf(situation({ ...late, count: closed }))).toBe('closed')
  expect(stepOf(situation({ ...late, count: closed, recounting: true }))).toBe('count')
  expect(stepOf(situation({ ...late, count: count('b') }))).toBe('counted')
  expect(stepOf(situation({ ...late, count: closed, recounting: true, own: true }))).toBe('closed')
})

test('nobody counts his own sheet', () => expect(stepOf(situation({ own: true }))).toBe('own-sheet'))

test('a difference needs a reason, an even count none, a closed one cannot be closed', () => {
  expect(lacks(count('a'), '', 0, false, '')).toBe('reason')
  expect(lacks(count('a'), 'lost', 0, false, '')).toBeNull()
  expect(lacks(count('a', { difference_minor: 0 }), '', 0, false, '')).toBeNull()
  expect(lacks(count('a', { status: 'closed', difference_minor: 0 }), '', 0, false, '')).toBe('count')
  expect(lacks(null, 'lost', 0, false, '')).toBe('count')
})

test('missing parcels are signed for with a word about them', () => {
  const even = count('a', { difference_minor: 0 })
  expect(lacks(even, '', 2, false, '')).toBe('signature')
  expect(lacks(even, '', 2, true, '  ')).toBe('comment')
  expect(lacks(even, '', 2, true, 'left at the door')).toBeNull()
  expect(lacks(count('a'), '', 2, true, 'left at the door')).toBe('reason')
})

test('missing money is short, too much is over', () => {
  expect([-1, 0, 1].map(verdict)).toEqual(['short', 'even', 'over'])
})
