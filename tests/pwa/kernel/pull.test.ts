// Which rows does a pull drop and fetch, and is the hash of ids the one the server makes?
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { compare, hashIds } from '../../../pwa/src/kernel/pull'

test('rows out of view go, rows in view that came with no change are asked for', () => {
  expect(compare(['a', 'b'], ['b', 'c', 'd'], ['c'])).toEqual({ drop: ['a'], lack: ['d'] })
})

test('a view that did not move asks for nothing', () => {
  expect(compare(['a', 'b'], ['b', 'a'], [])).toEqual({ drop: [], lack: [] })
})

test('an emptied view drops all', () => {
  expect(compare(['a', 'b'], [], [])).toEqual({ drop: ['a', 'b'], lack: [] })
})

test.each([[[]], [['b', 'a']], [['0198-2', '0198-1', '0198-10']]])('the hash of %j is SHA-256 of the sorted ids', async (ids: string[]) => {
  const expected = createHash('sha256').update([...ids].sort().join('\n')).digest('hex').slice(0, 16)
  expect(await hashIds(ids)).toBe(expected)
})
