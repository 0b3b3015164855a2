/** Does the search find what a dispatcher types? */
import { expect, test } from 'vitest'
import { EVERYTHING, filterOrders } from '../../../pwa/src/dispatch/filter'
import { order } from './samples'

const orders = [
  order('a1', { address: 'Mäkelänkatu 4', window_from_at: '2026-11-21T12:00:00Z' }),
  order('b2', { status: 'delivered', customer: 'Иван Чай' }),
  order('c3', { status: 'new', zone_id: null, zone_reason: 'outside' }),
  order('d4', { status: 'cancelled', zone_id: null, zone_reason: 'no-point', delivery_on: '2026-11-22' }),
]
const found = (given: Partial<typeof EVERYTHING>) =>
  filterOrders(orders, { ...EVERYTHING, ...given }).map((o) => o.id)

test('by window first, then by number', () => expect(found({})).toEqual(['b2', 'c3', 'd4', 'a1']))
test('accents and case need not be typed', () => expect(found({ text: 'MAKELANKATU' })).toEqual(['a1']))
test('the customer, in any script', () => expect(found({ text: 'иван' })).toEqual(['b2']))
test('every word must be found', () => expect(found({ text: 'a1 nowhere' })).toEqual([]))
test('a phone number is searched as written', () => expect(found({ text: '+358' })).toHaveLength(4))
test('the queue holds what still can be planned', () => expect(found({ zone: 'queue' })).toEqual(['c3']))
test('status, zone and day go together', () => {
  expect(found({ status: 'delivered', zone: 'z1', day: '2026-11-21' })).toEqual(['b2'])
  expect(found({ status: 'delivered', zone: 'z1', day: '2026-11-22' })).toEqual([])
})
