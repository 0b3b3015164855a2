/** Are the right goods awaited, and is what came back written down piece by piece? */
import { expect, test } from 'vitest'
import { awaited, backOf, refusal, returnArgs, unmarked, withDamage } from '../../../pwa/src/picker/returns'
import { line, map, order, parcel, route, rows, task, TOTES } from './samples'

const found = rows({
  orders: map(order('failed', {}, { status: 'failed' }), order('road', {}, { status: 'loaded' }),
    order('void', {}, { status: 'cancelled' }), order('shelf', {}, { status: 'packed' })),
  routes: map(route('r', null, { status: 'started', courier: 'Anna' })),
  parcels: map(parcel('f', 'failed', 'out', { route_id: 'r' }), parcel('l', 'road', 'out', { route_id: 'r' }),
    parcel('v', 'void', 'packed'), parcel('s', 'shelf', 'packed'), parcel('t', 'shelf', 'loaded', { route_id: 'r' })),
  tasks: map(task('b', 'void', [line('1', 'TEA', 2, { picked: 2, done: true }), line('2', 'TEA', 1, { picked: 1, done: true }),
    line('3', 'JAM', 1)], { status: 'put-back', tote: TOTES[0] })),
})

test('awaited: failed ones with the courier, then what lies here of cancelled orders', () => {
  expect(awaited(found).map((back) => [back.kind, back.id, back.courier])).toEqual(
    [['parcel', 'f', 'Anna'], ['parcel', 'v', null], ['tote', 'b', null]])
})

test('a tote holds what was picked into it', () => {
  expect(backOf(found, 'tote', 'b')!.units).toEqual([{ sku: 'TEA', name: 'tea', quantity: 3 }])
  expect(backOf(found, 'tote', 'nothing')).toBeNull()
})

test('what is still to go is no return; what a courier brings is never turned away', () => {
  const why = (id: string) => refusal(backOf(found, 'parcel', id)!)
  expect(['f', 'l', 'v', 's', 't'].map(why)).toEqual([null, null, null, 'still-to-go', 'loaded'])
  expect(['f', 'l', 'v'].map((id) => unmarked(backOf(found, 'parcel', id)!))).toEqual([false, true, false])
})

test('damage is counted within what there is, and the rest is sellable', () => {
  const back = backOf(found, 'parcel', 'f')!
  const [unit] = back.units
  const three = [1, 1, 1].reduce((damaged, by) => withDamage(damaged, unit!, by), new Map<string, number>())
  expect(returnArgs(back, three, 'bin')).toEqual(
    { order_id: 'failed', parcel_id: 'f', bin_id: 'bin', damaged: [{ sku: 'TEA', quantity: 2 }] })
  expect(returnArgs(back, withDamage(new Map(), unit!, -1), null)).toMatchObject({ bin_id: null, damaged: [] })
  expect(returnArgs(backOf(found, 'tote', 'b')!, new Map(), null).parcel_id).toBeNull()
})
