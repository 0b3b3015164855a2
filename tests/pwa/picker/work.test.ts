/** Is the next task the right one, and does a picker stand where he stood before the phone went off? */
import { expect, test } from 'vitest'
import { scan } from '../../../pwa/src/picker/picking'
import { foreignTotes, lacking, placeOf, standing, workOf } from '../../../pwa/src/picker/work'
import { line, map, order, route, rows, stop, task, TOTES } from './samples'

const open = { status: 'open', picker_id: null } as const

test('his own first, then what leaves first, then what is wanted first', () => {
  const found = workOf(rows({
    orders: map(order('late', { TEA: 1 }), order('soon', { TEA: 1 }), order('none', { TEA: 1 }),
      order('early', { TEA: 1 }, { window_from_at: '2026-11-21T06:00:00Z' }), order('mine', { TEA: 3 })),
    tasks: map(task('1', 'late', [], open), task('2', 'soon', [], open), task('3', 'none', [], open),
      task('4', 'early', [], open), task('5', 'mine', [])),
    routes: map(route('r1', '2026-11-21T09:00:00Z'), route('r2', '2026-11-21T07:00:00Z')),
    stops: map(stop('late', 'r1'), stop('soon', 'r2')),
  }), ['open', 'claimed'], 'me')
  expect(found.map(({ order: { id } }) => id)).toEqual(['mine', 'soon', 'late', 'early', 'none'])
  expect(found[0]!.left).toBe(3)
})

test('the place in a line survives, even if the server has put another line before it', () => {
  const held = task('t', 'o', [line('1', 'TEA', 3), line('2', 'JAM', 1)])
  let at = standing(held, null, [])
  for (const code of ['A-1', 'TEA', 'TEA']) at = scan(at, code).at
  const place = placeOf('t', at)
  expect(place).toEqual({ task_id: 't', line_id: '1', step: 'item', taken: 2, short: null })
  const changed = { ...held, lines: [line('0', 'SALT', 1), ...held.lines] }
  expect(standing(changed, place, [])).toMatchObject({ step: 'item', taken: 2, lines: [{ id: '1' }, { id: '0' }, { id: '2' }] })
})

test('a place in a line that is over, or in another task, is forgotten', () => {
  const place = { task_id: 't', line_id: '1', step: 'item', taken: 2, short: null } as const
  const over = task('t', 'o', [line('1', 'TEA', 3, { done: true }), line('2', 'JAM', 1)])
  expect(standing(over, place, [])).toMatchObject({ step: 'bin', taken: 0, lines: [{ id: '2' }] })
  expect(standing(task('x', 'o', [line('1', 'TEA', 3)]), place, []).step).toBe('bin')
  expect(placeOf('t', standing(over, null, []))).toBeNull()
})

test('a tote in use elsewhere is foreign, one of a finished order is free', () => {
  const tasks = [task('1', 'a', [], { tote: TOTES[0] }), task('2', 'b', [], { tote: TOTES[1], status: 'done' }),
    task('3', 'c', [], { tote: TOTES[2], status: 'packed' })]
  expect(foreignTotes(tasks, '1')).toEqual([TOTES[1]])
})

test('what an order still lacks is said by item', () => {
  const wants = order('o', { TEA: 2, JAM: 1 })
  wants.lines[0]!.picked = 2
  expect(lacking(wants)).toEqual([{ sku: 'JAM', name: 'jam', pieces: 1 }])
})
