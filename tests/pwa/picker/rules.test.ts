/** Does a phone without a network know what its own marks have changed, once and not twice? */
import { expect, test } from 'vitest'
import { byNumber, byParcel, byTote, replay, type Rows } from '../../../pwa/src/picker/rules'
import { line, map, order, parcel, PARCELS, rows, task, TOTES } from './samples'

const begun = (): Rows => rows({
  orders: map(order('o', { TEA: 2, JAM: 1 })),
  tasks: map(task('t', 'o', [line('1', 'TEA', 2), line('2', 'JAM', 1)])),
})
const pick = (line_id: string, quantity: number, short: string | null = null) =>
  ({ name: 'pick_line', args: { task_id: 't', line_id, quantity, tote: TOTES[0], short } })

test('a picked line is over, the tote is the task’s, the last line ends the task', () => {
  const once = replay(begun(), [pick('1', 2)])
  expect(once.tasks.get('t')).toMatchObject({ status: 'claimed', tote: TOTES[0], lines: [{ done: true, picked: 2 }, { done: false }] })
  expect(once.orders.get('o')!.lines.map((each) => each.picked)).toEqual([2, 0])
  expect(replay(begun(), [pick('1', 2), pick('2', 1)]).tasks.get('t')!.status).toBe('done')
})

test('a mark that the rows hold already changes nothing', () => {
  const known = replay(begun(), [pick('1', 2)])
  expect(replay(known, [pick('1', 2)])).toEqual(known)
})

test('with a piece short the task is not done: the server says what then', () => {
  const short = replay(begun(), [pick('1', 1, 'missing'), pick('2', 1)])
  expect(short.tasks.get('t')!.status).toBe('claimed')
  const elsewhere = { ...short, tasks: map({ ...short.tasks.get('t')!, lines: [...short.tasks.get('t')!.lines, line('3', 'TEA', 1)] }) }
  expect(replay(elsewhere, [pick('3', 1)]).tasks.get('t')!.status).toBe('done')
})

test('released, closed and returned are gone from his lists at once', () => {
  const all = rows({
    orders: map(order('o', { TEA: 1 })),
    tasks: map(task('t', 'o', []), task('d', 'p', [], { status: 'done' }), task('b', 'q', [], { status: 'put-back' })),
    parcels: map(parcel('x', 'o', 'out')),
  })
  const after = replay(all, [
    { name: 'release_task', args: { task_id: 't' } },
    { name: 'pack_order', args: { order_id: 'p', parcels: [] } },
    { name: 'return_goods', args: { order_id: 'q', parcel_id: null } },
    { name: 'return_goods', args: { order_id: 'o', parcel_id: 'x' } },
  ])
  expect(after.tasks.get('t')).toMatchObject({ status: 'open', picker_id: null })
  expect(after.tasks.get('d')!.status).toBe('packed')
  expect([after.tasks.has('b'), after.parcels.has('x')]).toEqual([false, false])
})

test('a number, a parcel and a tote are found however they were typed', () => {
  expect(byNumber([order('w-100', {})], ' w100 ')?.id).toBe('w-100')
  expect(byNumber([order('w-100', {})], 'w-10')).toBeNull()
  expect(byParcel([parcel('x', 'o', 'out')], PARCELS[0]!.toLowerCase())?.id).toBe('x')
  expect(byParcel([parcel('x', 'o', 'out')], TOTES[0]!)).toBeNull()
  expect(byTote([task('t', 'o', [], { tote: TOTES[0] })], TOTES[0]!)?.id).toBe('t')
})
