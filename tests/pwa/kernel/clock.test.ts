// By whose time is a mark stamped? The device's own, which is evidence; but the server's where that is not real.
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FakeServer } from './fakeserver'

vi.stubGlobal('navigator', { onLine: true, languages: ['en'] })

type Clock = typeof import('../../../pwa/src/kernel/clock')
const DEVICE = Date.parse('2026-11-21T10:00:00.000Z')
const SERVER = '2026-11-23T06:00:00.000Z'
const MINUTE = 60_000
let clock: Clock

async function fresh(): Promise<void> {
  vi.resetModules()
  clock = await import('../../../pwa/src/kernel/clock')
}

beforeEach(async () => {
  indexedDB = new IDBFactory()
  vi.useFakeTimers({ now: DEVICE, toFake: ['Date'] })
  await fresh()
})
afterEach(() => vi.useRealTimers())

test('on a usual server a stamp is the device\'s time, however far that is off', () => {
  expect(clock.stamp()).toBe('2026-11-21T10:00:00.000Z')
  clock.noteServerTime(SERVER, DEVICE)
  expect(clock.stamp()).toBe('2026-11-21T10:00:00.000Z')
  expect(clock.stamp(DEVICE - MINUTE)).toBe('2026-11-21T09:59:00.000Z')
  expect(clock.now.value).toBe(DEVICE)
  expect(clock.serverNow()).toBe(Date.parse(SERVER)) // shown as age of things, never stamped
  expect(clock.realSince('2026-11-21T09:59:00.000Z')).toBe(MINUTE)
})

test('on a server whose time runs faster a stamp is its time', () => {
  clock.noteServerTime(SERVER, DEVICE, 60)
  expect(clock.stamp()).toBe(SERVER)
  vi.setSystemTime(DEVICE + 2000)
  expect(clock.stamp()).toBe('2026-11-23T06:02:00.000Z')
  expect(clock.stamp(DEVICE + 1000)).toBe('2026-11-23T06:01:00.000Z') // a fix, by its own device moment
  expect(clock.realSince('2026-11-23T06:01:00.000Z')).toBe(1000)
})

test('a server that is only shifted counts as well', () => {
  clock.noteServerTime(SERVER, DEVICE, 1)
  vi.setSystemTime(DEVICE + 2000)
  expect(clock.stamp()).toBe('2026-11-23T06:00:02.000Z')
})

test('the way of the answer is shared out, and a changed rate holds from then on', () => {
  clock.noteServerTime(SERVER, DEVICE - 200, 60) // asked 200 ms ago: told 100 ms ago
  expect(clock.stampTime()).toBe(Date.parse(SERVER) + 60 * 100)
  clock.noteServerTime(SERVER, DEVICE, 1)
  vi.setSystemTime(DEVICE + MINUTE)
  expect(clock.stampTime()).toBe(Date.parse(SERVER) + MINUTE)
})

test('the time of screens is the time of stamps', () => {
  clock.noteServerTime(SERVER, DEVICE, 60)
  expect(clock.now.value).toBeGreaterThan(Date.parse(SERVER) - MINUTE)
  expect(clock.now.value).toBeLessThanOrEqual(Date.parse(SERVER))
})

test('an app opened again without network goes on with what it knew', async () => {
  clock.noteServerTime(SERVER, DEVICE, 60)
  for (let tries = 0; tries < 50 && clock.stamp() !== SERVER || !tries; tries++) { // until the disk has it
    await new Promise((done) => setTimeout(done, 10))
    await fresh()
    await clock.openClock()
  }
  expect(clock.stamp()).toBe(SERVER)
  vi.setSystemTime(DEVICE + 10 * MINUTE)
  expect(clock.stamp()).toBe('2026-11-23T16:00:00.000Z')
})

test('an unreadable answer changes nothing', () => {
  clock.noteServerTime('soon', DEVICE, 60)
  expect(clock.stamp()).toBe('2026-11-21T10:00:00.000Z')
})

test('marks made after a sign-in on such a server carry its time', async () => {
  const server = new FakeServer()
  server.clock = { server_time: SERVER, clock_rate: 60 }
  vi.stubGlobal('fetch', server.fetch)
  vi.resetModules()
  const { session } = await import('../../../pwa/src/kernel/session')
  const { outbox } = await import('../../../pwa/src/kernel/outbox')
  await session.login('lena', 'secret')
  vi.setSystemTime(DEVICE + 1000)
  server.down = true
  await outbox.add('arrive_stop', { stop_id: 's1' })
  expect(outbox.pending.value.map(({ at }) => at)).toEqual(['2026-11-23T06:01:00.000Z'])
})
