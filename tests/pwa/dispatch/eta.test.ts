/** Does time that goes on between two marks make couriers late, and only those whom it must? */
import { expect, test } from 'vitest'
import type { OrderRow, RouteStatus, StopRow } from '../../../pwa/src/contract'
import { expected } from '../../../pwa/src/dispatch/eta'
import { order, stop } from './samples'

const at = (time: string) => `2026-11-21T${time}:00.000Z`
const ms = (time: string) => Date.parse(at(time))
const first = stop('a', 'r', 0, { arrive_at: at('10:00'), leave_at: at('10:05'), travel_s: 600 })
const second = stop('b', 'r', 1, { arrive_at: at('10:15'), leave_at: at('10:20'), travel_s: 600 })
const orders = (...given: OrderRow[]) => new Map([order('o-a'), order('o-b'), ...given].map((one) => [one.id, one]))

const times = (stops: StopRow[], now: string, status: RouteStatus = 'started', known = orders()) =>
  Object.fromEntries([...expected(status, stops, known, ms(now))].map(([id, iso]) => [id, iso.slice(11, 16)]))

test('before its time a stop is expected as it was timed', () => {
  expect(times([first, second], '09:30')).toEqual({ a: '10:00', b: '10:15' })
})

test('who should be there and is not comes at the earliest now, and the next waits as long', () => {
  expect(times([first, second], '10:12')).toEqual({ a: '10:12', b: '10:27' })
})

test('who has not even set out needs the whole way', () => {
  expect(times([first, second], '10:12', 'published')).toEqual({ a: '10:22', b: '10:37' })
  expect(times([first, second], '09:40', 'published')).toEqual({ a: '10:00', b: '10:15' })
})

test('waiting for a window takes up a delay', () => {
  const late = orders(order('o-a', { window_from_at: at('10:30') }))
  const stays = [{ ...first, leave_at: at('10:35') }, { ...second, arrive_at: at('10:45'), leave_at: at('10:50') }]
  expect(times(stays, '10:20', 'started', late)).toEqual({ a: '10:20', b: '10:45' })
  expect(times(stays, '10:40', 'started', late)).toEqual({ a: '10:40', b: '10:55' })
})

test('who stands at a door has come; the next waits while he stands there', () => {
  const here = { ...first, status: 'arrived' as const }
  expect(times([here, second], '10:03')).toEqual({ a: '10:00', b: '10:15' })
  expect(times([here, second], '10:30')).toEqual({ a: '10:00', b: '10:40' })
})

test('a door out of turn is where he is; one left for another is to be come to again', () => {
  const there = { ...second, status: 'arrived' as const, arrive_at: at('09:50'), leave_at: at('09:55') }
  expect(times([first, there], '10:02')).toEqual({ b: '09:50', a: '10:12' })
  const done = { ...first, status: 'delivered' as const, done_at: at('10:05') }
  const again = { ...second, status: 'arrived' as const }
  expect(times([done, again], '10:18')).toEqual({ b: '10:15' })
})

test('what is done or has no time is not expected', () => {
  const done = { ...first, status: 'failed' as const, done_at: at('10:01') }
  expect(times([done, { ...second, arrive_at: null }], '12:00')).toEqual({})
})
