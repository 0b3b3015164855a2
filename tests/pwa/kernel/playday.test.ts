// Is the running day offered in the demo alone, and its state believed as the server tells it?
import 'fake-indexeddb/auto'
import { afterEach, expect, test, vi } from 'vitest'
import { lookForDay, playing, type RunningDay } from '../../../pwa/src/kernel/ui/playday'

const answers = (table: Record<string, unknown>) => {
  const asked: string[] = []
  vi.stubGlobal('fetch', vi.fn(async (path: string) => {
    asked.push(path)
    if (!(path in table)) throw new TypeError('network')
    return new Response(JSON.stringify(table[path]), { status: 200 })
  }))
  return asked
}
afterEach(() => vi.unstubAllGlobals())

test('a server that is no demo is not asked for its day', async () => {
  const asked = answers({ '/api/clock': { demo: false, rate: 1 } })
  expect(await lookForDay()).toBeNull()
  expect(asked).toEqual(['/api/clock'])
})

test('the demo tells how its day goes', async () => {
  answers({ '/api/clock': { demo: true, rate: 60 }, '/api/demo/day': { state: 'running', line: '' } })
  expect(await lookForDay()).toEqual({ state: 'running', line: '' })
})

test('without network nothing is shown', async () => {
  answers({})
  expect(await lookForDay()).toBeNull()
})

test('a second one may be asked for when none is on', () => {
  const on = (['idle', 'starting', 'running', 'clean', 'off', 'failed'] as const)
    .filter((state) => playing({ state, line: '' } satisfies RunningDay))
  expect(on).toEqual(['starting', 'running'])
})
