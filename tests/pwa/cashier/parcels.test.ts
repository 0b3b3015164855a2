/** Is every parcel of a sheet accounted for, and does a scan at the desk mean the right thing? */
import { expect, test } from 'vitest'
import { damagedArgs, meaningOf, missingOf, type SheetParcel, withDamaged, withReturns } from '../../../pwa/src/cashier/parcels'

const tea = { sku: 'TEA', name: 'Tea', quantity: 2 }
const parcel = (id: string, code: string, more: Partial<SheetParcel> = {}): SheetParcel => ({
  id, code, order_id: `o-${id}`, number: `A-${id}`, n: 1, of: 1, status: 'out', units: [tea], ...more,
})
const OUT = 'PNBR3Z9T4Z48', BACK = 'PSH18RJZJAS4', DELIVERED = 'PYP63AP9SJFS', FOREIGN = 'PMW9TWK6AD8X'
const all = [parcel('1', OUT), parcel('2', BACK, { status: 'back' }), parcel('3', DELIVERED, { status: 'delivered' })]

test('only what is neither handed over nor back is missing', () => {
  expect(missingOf(all).map(({ id }) => id)).toEqual(['1'])
})

test('what was scanned in here is back at once, answered or not', () => {
  expect(missingOf(withReturns(all, new Set(['1'])))).toEqual([])
  expect(all[0]!.status).toBe('out')
})

test.each([
  [OUT, 'take'], [`  ${OUT.toLowerCase()} `, 'take'], [DELIVERED, 'take'], [BACK, 'already'], [FOREIGN, 'foreign'],
  ['4006381333931', 'other'], ['nonsense', 'other'],
])('a scanned %s: %s', (text, kind) => {
  expect(meaningOf(text, all).kind).toBe(kind)
})

test('a sheet scanned while another is open opens that one', () => {
  expect(meaningOf('RNBR3Z9T4Z47', all)).toEqual({ kind: 'sheet', code: 'RNBR3Z9T4Z47' })
})

test('damaged pieces are never more than there are, and none of them are not told', () => {
  let damaged = withDamaged(new Map(), tea, 9)
  expect(damagedArgs(damaged)).toEqual([{ sku: 'TEA', quantity: 2 }])
  damaged = withDamaged(damaged, tea, -1)
  expect(damagedArgs(damaged)).toEqual([])
})
