// Does a customer's contact leave the phone two hours after the stop, sent or not?
import { expect, test } from 'vitest'
import { expired, KEEP_CONTACT_MS } from '../../../pwa/src/kernel/expiry'
import { order, stop } from '../courier/samples'

const DONE = '2026-11-21T10:00:00Z'
const at = (after_ms: number) => Date.parse(DONE) + after_ms

test('kept for two hours, then blanked', () => {
  const stops = [stop({ status: 'delivered', done_at: DONE })]
  expect(expired([order()], stops, [], at(KEEP_CONTACT_MS - 1))).toEqual([])
  const [blank] = expired([order()], stops, [], at(KEEP_CONTACT_MS))
  expect(blank).toMatchObject({ id: 'o1', customer: null, phone: null, address: null, note: null, lat: null, lon: null })
})

test('a mark that was never sent counts as well', () => {
  const mark = { id: 'c', seq: 1, actor: 'u1', name: 'fail_stop', at: DONE, args: { stop_id: 's1', order_id: 'o1' } }
  expect(expired([order()], [stop()], [mark], at(KEEP_CONTACT_MS))).toHaveLength(1)
})

test('open stops keep their contact, blank ones are not written again', () => {
  expect(expired([order()], [stop()], [], at(10 * KEEP_CONTACT_MS))).toEqual([])
  const blank = order({ customer: null, phone: null, address: null, note: null, lat: null, lon: null })
  expect(expired([blank], [stop({ done_at: DONE })], [], at(10 * KEEP_CONTACT_MS))).toEqual([])
})
