/** Does the storekeeper see what to prepare, last stop first, and what is to come back? */
import { expect, test } from 'vitest'
import type { OrderRow, RouteRow, StopRow } from '../../../pwa/src/contract'
import { awaited, byNumber, loads, returning } from '../../../pwa/src/picker/rules'

const order = (id: string, status = 'ready') => ({ id, number: id.toUpperCase(), status }) as OrderRow
const route = (id: string, status: string, depart_at: string | null = null) =>
  ({ id, status, depart_at, courier: id }) as RouteRow
const stop = (id: string, route_id: string, position: number) =>
  ({ id, order_id: `o-${id}`, route_id, position }) as StopRow
const map = <T extends { id: string }>(...rows: T[]) => new Map(rows.map((row) => [row.id, row]))

test('published routes by departure, the last stop goes in first', () => {
  const shown = loads({
    routes: map(
      route('late', 'published', '2026-11-21T12:00:00Z'),
      route('early', 'published', '2026-11-21T08:00:00Z'),
      route('draft', 'draft'),
      route('gone', 'started'),
    ),
    stops: map(stop('a', 'early', 0), stop('b', 'early', 1), stop('c', 'late', 0), stop('d', 'gone', 0)),
    orders: map(order('o-a'), order('o-b'), order('o-c'), order('o-d', 'loaded')),
  })
  expect(shown.map((l) => [l.route.id, l.orders.map((o) => o.id)])).toEqual([
    ['early', ['o-b', 'o-a']],
    ['late', ['o-c']],
  ])
})

test('what was loaded or cancelled is not to be prepared', () => {
  const shown = loads({
    routes: map(route('r', 'published')),
    stops: map(stop('a', 'r', 0)),
    orders: map(order('o-a', 'cancelled')),
  })
  expect(shown).toEqual([])
})

test('failed orders are awaited until their return is written down', () => {
  const orders = [order('b', 'failed'), order('a', 'failed'), order('c', 'returned')]
  const waiting = [{ name: 'return_order', args: { order_id: 'b' } }]
  expect(awaited(orders, returning([])).map((o) => o.id)).toEqual(['a', 'b'])
  expect(awaited(orders, returning(waiting)).map((o) => o.id)).toEqual(['a'])
})

test('a number is found however it was typed', () => {
  expect(byNumber([order('w-100')], ' w-1 00 ')?.id).toBe('w-100')
  expect(byNumber([order('w-100')], 'w-10')).toBeNull()
})
