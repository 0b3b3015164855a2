// Does every mark reach the server exactly once, whatever happens between? The real queue over a fake server.
import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { FakeServer } from './fakeserver'

vi.stubGlobal('navigator', { onLine: true, languages: ['en'] })

type Kernel = typeof import('../../../pwa/src/kernel/outbox') & typeof import('../../../pwa/src/kernel/session')
  & typeof import('../../../pwa/src/kernel/db') & typeof import('../../../pwa/src/kernel/journal')
let kernel: Kernel
let server: FakeServer

/** A phone of its own with an empty database, its sender waiting for no timer. */
async function newPhone(): Promise<void> {
  vi.resetModules()
  indexedDB = new IDBFactory()
  await loadKernel()
  await kernel.session.login('lena', 'secret')
}

/** The same phone after the app was closed and opened again. */
async function loadKernel(): Promise<void> {
  vi.resetModules()
  const from = '../../../pwa/src/kernel/'
  kernel = Object.assign({}, await import(`${from}outbox.ts`), await import(`${from}session.ts`),
    await import(`${from}db.ts`), await import(`${from}journal.ts`)) as Kernel
}

const arrive = (stop: number) => kernel.outbox.add('arrive_stop', { stop_id: `s${stop}` })
const held = () => [...server.log.values()].map(({ command }) => command.args.stop_id)

beforeEach(async () => {
  server = new FakeServer()
  vi.stubGlobal('fetch', server.fetch)
  await newPhone()
})

describe('writing', () => {
  test('a mark is on the disk before add resolves, server or not', async () => {
    server.down = true
    const id = await arrive(1)
    const stored = await (await kernel.database()).getAll('outbox')
    expect(stored.map((command) => [command.id, command.seq, command.actor])).toEqual([[id, 1, 'u1']])
  })

  test('numbers have no gaps, also when marks are made at the same time', async () => {
    server.down = true
    await Promise.all([1, 2, 3, 4, 5].map(arrive))
    expect(kernel.outbox.pending.value.map((command) => command.seq)).toEqual([1, 2, 3, 4, 5])
  })

  test('the queue outlives a restart and the sign-out', async () => {
    server.down = true
    await arrive(1)
    await kernel.session.logout()
    await loadKernel()
    expect((await kernel.both()).queue.map((command) => command.args.stop_id)).toEqual(['s1'])
  })
})

describe('signing out', () => {
  test('a farewell that never arrived is not said for whoever signed in since', async () => {
    server.deaf = '/api/logout'
    await kernel.session.logout()
    await kernel.session.login('lena', 'secret')
    server.deaf = ''
    server.fetch.mockClear()
    await loadKernel()
    await kernel.session.open()
    await kernel.session.refresh()
    expect(server.fetch.mock.calls.map(([path]) => path)).toEqual(['/api/me'])
  })
})

describe('sending', () => {
  test('the answer is known and the queue empty', async () => {
    const id = await arrive(1)
    expect(await kernel.outbox.result(id)).toMatchObject({ outcome: 'applied' })
    expect(kernel.outbox.pending.value).toEqual([])
  })

  test('a lost reply is asked for again and changes nothing twice', async () => {
    server.loseReply = true
    const id = await arrive(1)
    await kernel.outbox.flush()
    expect(await kernel.outbox.result(id)).toMatchObject({ outcome: 'applied' })
    expect(held()).toEqual(['s1'])
  })

  test.each([401, 403, 500, 503])('after %i nothing is consumed', async (status) => {
    server.status = status
    await arrive(1)
    await kernel.outbox.flush()
    expect(kernel.outbox.pending.value).toHaveLength(1)
    expect(kernel.outbox.state.value).toBe('error')
    server.status = 200
    await kernel.outbox.flush()
    expect(held()).toEqual(['s1'])
    expect(kernel.outbox.state.value).toBe('idle')
  })

  test('a disk that refuses for a moment does not stop the sender', async () => {
    server.down = true
    await arrive(1)
    await kernel.outbox.flush()
    server.down = false
    const disk = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => { throw new DOMException('full') })
    const timers = vi.spyOn(globalThis, 'setTimeout')
    await expect(kernel.outbox.flush()).rejects.toThrow('full')
    expect(kernel.outbox.state.value).toBe('error')
    const again = timers.mock.lastCall![0] as () => void
    disk.mockRestore()
    timers.mockRestore()
    again()
    await vi.waitFor(() => expect(kernel.outbox.pending.value).toEqual([]))
  })

  test('a server that cannot be reached shows as offline', async () => {
    server.down = true
    await arrive(1)
    await kernel.outbox.flush()
    expect(kernel.outbox.state.value).toBe('offline')
  })

  test('more than fifty go in several batches, in order', async () => {
    server.down = true
    for (let n = 1; n <= 120; n += 1) await arrive(n)
    server.down = false
    await kernel.outbox.flush()
    expect(server.batches.map((batch) => batch.length)).toEqual([50, 50, 20])
    expect(held()).toEqual(Array.from({ length: 120 }, (_, n) => `s${n + 1}`))
  })

  test('a rejected mark does not block the next, and waits to be read', async () => {
    server.judge = ({ seq }) => (seq === 1 ? { outcome: 'rejected', problem: { code: 'stop-done', params: {} } } : { outcome: 'applied' })
    await arrive(1)
    await arrive(2)
    await kernel.outbox.flush()
    expect(kernel.outbox.pending.value).toEqual([])
    expect(kernel.outbox.notices.value.map((entry) => entry.problem?.code)).toEqual(['stop-done'])
    await kernel.outbox.acknowledge(kernel.outbox.notices.value[0]!.id)
    expect(kernel.outbox.notices.value).toEqual([])
  })
})

describe('a server that lost its memory', () => {
  test.each([['with a new epoch', 'e2'], ['with the old epoch', 'e1']])('an older backup %s gets what it lost', async (_, epoch) => {
    for (const n of [1, 2, 3]) await arrive(n)
    await kernel.outbox.flush()
    server.restore(1, epoch)
    await kernel.outbox.flush(true)
    expect(held()).toEqual(['s1', 's2', 's3'])
    expect(kernel.outbox.pending.value).toEqual([])
  })

  test('what is too old for the log leaves no gap that blocks', async () => {
    for (const n of [1, 2, 3]) await arrive(n)
    await kernel.outbox.flush()
    await (await kernel.database()).clear('log')
    server.restore(0, 'e2')
    await arrive(4)
    await kernel.outbox.flush()
    expect(held()).toEqual(['s4'])
    expect(kernel.outbox.pending.value).toEqual([])
  })

  test('a number the server knows by other content is given anew', async () => {
    server.down = true
    await arrive(1)
    await arrive(2)
    server.down = false
    server.last_seq = 5 // another life of this phone's database
    await kernel.outbox.flush()
    expect(held()).toEqual(['s1', 's2'])
    expect(server.last_seq).toBe(7)
    await arrive(3)
    await kernel.outbox.flush()
    expect(held()).toEqual(['s1', 's2', 's3'])
  })
})

test('an id the server knows by other content is handed to a human and blocks nothing', async () => {
  server.down = true
  const id = await arrive(1)
  await arrive(2)
  const [command] = (await kernel.both()).queue
  server.log.set(id, { command: { ...command!, args: { stop_id: 'another' } }, outcome: { outcome: 'applied' } })
  server.down = false
  await kernel.outbox.flush()
  expect(kernel.outbox.pending.value).toEqual([])
  expect(kernel.outbox.notices.value.map((entry) => [entry.id, entry.outcome])).toEqual([[id, 'refused']])
  expect(held()).toEqual(['another', 's2'])
})

describe('what is replayed over the rows', () => {
  test('an answered mark stays until a pull asked for later has brought its rows', async () => {
    const early = kernel.outbox.awaitRows()
    await arrive(1)
    await kernel.outbox.flush()
    early()
    await vi.waitFor(() => expect(kernel.outbox.unsettled.value).toHaveLength(1))
    kernel.outbox.awaitRows()()
    await vi.waitFor(() => expect(kernel.outbox.unsettled.value).toEqual([]))
  })

  test('a mark is never away, not for a moment, between its answer and its rows', async () => {
    const seen: number[] = []
    await arrive(1)
    const stop = kernel.outbox.unsettled.subscribe((marks) => { seen.push(marks.length) })
    await kernel.outbox.flush()
    stop()
    expect(kernel.outbox.pending.value).toEqual([])
    expect(new Set(seen)).toEqual(new Set([1]))
  })

  test('a rejected mark is not replayed', async () => {
    server.judge = () => ({ outcome: 'rejected', problem: { code: 'stop-done', params: {} } })
    await arrive(1)
    await kernel.outbox.flush()
    expect(kernel.outbox.unsettled.value).toEqual([])
  })
})

test('the log forgets what is older than 72 hours, unless nobody has read it', async () => {
  server.judge = ({ seq }) => (seq === 1 ? { outcome: 'quarantined' } : { outcome: 'applied' })
  await arrive(1)
  await arrive(2)
  await kernel.outbox.flush()
  await kernel.prune(Date.now() + 73 * 3600_000)
  expect((await kernel.both()).log.map((entry) => entry.outcome)).toEqual(['quarantined'])
})
