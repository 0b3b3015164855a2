// Which notes are offered, what change is given, and what does the mark carry?
import { expect, test } from 'vitest'
import { changeOf, deliverArgs, noteSums, owes } from '../../../pwa/src/courier/payment'
import { order } from './samples'

test.each([
  [3740, 'EUR', [3800, 4000, 5000, 10000]], [2000, 'EUR', [5000, 10000, 20000, 50000]], [105000, 'RUB', [110000, 120000, 150000, 200000]],
  [1, 'EUR', [100, 200, 500, 1000]],
])('for %i %s people hand over %j', (due, currency, sums) => {
  expect(noteSums(due, currency)).toEqual(sums)
})

test('every offered sum covers what is due, in any currency', () => {
  for (const currency of ['EUR', 'RUB', 'GBP', 'JPY', 'KWD', 'SEK']) {
    for (const due of [1, 99, 100, 1999, 12345]) for (const sum of noteSums(due, currency)) expect(sum).toBeGreaterThan(due)
  }
})

test('change is exact, and there is none while the sum is not covered', () => {
  expect(changeOf(3740, 5000)).toBe(1260)
  expect(changeOf(3740, 3740)).toBe(0)
  expect(changeOf(3740, 3739)).toBeNull()
  expect(changeOf(3740, null)).toBeNull()
})

test('cash carries given and change, which make the amount', () => {
  const args = deliverArgs(order(), 's1', 'cash', 5000)!
  expect(args).toMatchObject({ amount_minor: 3740, given_minor: 5000, change_minor: 1260, currency: 'EUR' })
  expect(args.given_minor! - args.change_minor!).toBe(args.amount_minor)
  expect(deliverArgs(order(), 's1', 'cash', 3000)).toBeNull()
})

test('card carries the amount alone, prepaid nothing', () => {
  expect(deliverArgs(order(), 's1', 'card', null)).toMatchObject({ amount_minor: 3740, given_minor: 0, change_minor: 0 })
  expect(deliverArgs(order({ payment: 'prepaid', due_minor: 0 }), 's1', 'prepaid', null)).toMatchObject({ amount_minor: 0 })
})

test('only what is due at the door is collected', () => {
  expect(owes(order())).toBe(true)
  expect(owes(order({ payment: 'prepaid' }))).toBe(false)
  expect(owes(order({ due_minor: 0 }))).toBe(false)
})
