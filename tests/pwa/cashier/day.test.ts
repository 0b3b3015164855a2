/** When is the day settled? Only when every sheet's money and parcels are, and nothing waits to be signed. */
import { expect, test } from 'vitest'
import { dayOf } from '../../../pwa/src/cashier/day'
import type { DiscrepancyRow, ParcelRow, RouteRow } from '../../../pwa/src/contract'

const TODAY = '2026-11-21'
const route = (id: string, status: RouteRow['status'], on = TODAY) => ({ id, status, on, courier: `courier ${id}` }) as RouteRow
const out = (id: string, route_id: string) => ({ id, route_id, status: 'out' }) as ParcelRow
const asks = (kind: string, route_id: string | null, more: Partial<DiscrepancyRow> = {}) => ({
  id: `${kind} ${route_id}`, kind, route_id, order_id: null, courier_id: null, detail: {}, opened_at: `${TODAY}T10:00:00Z`, resolved_at: null, ...more,
}) as DiscrepancyRow

const settled = (routes: RouteRow[], parcels: ParcelRow[] = [], asked: DiscrepancyRow[] = []) => dayOf(routes, parcels, asked, TODAY).settled

test('a day without a sheet is neither', () => {
  expect(settled([])).toBeNull()
  expect(settled([route('r', 'draft')])).toBeNull()
})

test('all sheets closed and nothing out: settled', () => {
  expect(settled([route('a', 'closed'), route('b', 'closed')])).toBe(true)
})

test.each(['published', 'started', 'finished'] as const)('a sheet that is %s keeps it open', (status) => {
  expect(settled([route('a', 'closed'), route('b', status)])).toBe(false)
})

test('the sheets of tomorrow do not', () => {
  expect(settled([route('a', 'closed'), route('b', 'published', '2026-11-22')])).toBe(true)
  expect(settled([route('b', 'published', '2026-11-22')])).toBeNull()
})

test('one of yesterday that nobody counted does', () => {
  expect(settled([route('a', 'closed'), route('b', 'started', '2026-11-20')])).toBe(false)
})

test('a parcel that is out keeps it open until somebody has signed for it', () => {
  const routes = [route('a', 'closed')]
  expect(settled(routes, [out('p', 'a')])).toBe(false)
  expect(settled(routes, [out('p', 'a')], [asks('parcels-missing', 'a')])).toBe(true)
  expect(settled(routes, [out('p', 'a')], [asks('parcels-missing', 'a', { resolved_at: `${TODAY}T11:00:00Z` })])).toBe(true)
  expect(dayOf(routes, [out('p', 'a')], [asks('parcels-missing', 'a')], TODAY).sheets[0]).toMatchObject({ out: 1, signed: true, settled: true })
})

test('what money or goods hang on keeps it open until it is signed; other questions do not', () => {
  const routes = [route('a', 'closed')]
  expect(settled(routes, [], [asks('after-close', 'a')])).toBe(false)
  expect(settled(routes, [], [asks('after-close', 'a', { resolved_at: `${TODAY}T11:00:00Z` })])).toBe(true)
  expect(settled(routes, [], [asks('returned-after-delivery', null)])).toBe(false)
  expect(settled(routes, [], [asks('stop-was-moved', 'a')])).toBe(true)
})

test('what hangs on no sheet that is seen stands apart', () => {
  const day = dayOf([route('a', 'closed')], [], [asks('returned-after-delivery', null), asks('amount-differs', 'gone'), asks('recounted', 'a')], TODAY)
  expect(day.loose.map((each) => each.kind).sort()).toEqual(['amount-differs', 'returned-after-delivery'])
  expect(day.sheets[0]!.questions.map((each) => each.kind)).toEqual(['recounted'])
})

test('what is open comes first', () => {
  const { sheets } = dayOf([route('a', 'closed'), route('b', 'finished'), route('c', 'closed')], [out('p', 'c')], [], TODAY)
  expect(sheets.map((each) => each.route.id)).toEqual(['b', 'c', 'a'])
})
