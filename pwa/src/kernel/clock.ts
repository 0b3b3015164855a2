// What time is it, and how long ago was that? Device time for what happened here, the hub's zone for people.
// On a server whose time is not real (demonstrations, tests) what happens here is stamped with its time.
import { computed, signal, type ReadonlySignal } from '@preact/signals'
import { getMeta, putMeta } from './db'
import { lang, t } from './i18n'
import { session } from './session'

/** At a device moment it was `server_ms` there; `rate`: how fast its time runs where it is not real, else null. */
interface Told { device_ms: number; server_ms: number; rate: number | null }

const ticking = signal(Date.now())
const told = signal<Told>({ device_ms: 0, server_ms: 0, rate: null })

const there = ({ device_ms, server_ms, rate }: Told, at_ms: number): number =>
  server_ms + (at_ms - device_ms) * (rate ?? 1)

/** The moment to stamp what happens, or happened at a device moment, ms: the device's own time, which is evidence. */
export const stampTime = (device_ms = Date.now()): number =>
  told.peek().rate === null ? device_ms : there(told.peek(), device_ms)

/** The same as ISO 8601. */
export const stamp = (device_ms = Date.now()): string => new Date(stampTime(device_ms)).toISOString()

/** How many real ms have passed since a stamp of this device. */
export const realSince = (iso: string): number => (stampTime() - Date.parse(iso)) / (told.peek().rate ?? 1)

/** The time of stamps in ms; ticks every second while the app is visible. */
export const now: ReadonlySignal<number> = computed(() =>
  told.value.rate === null ? ticking.value : there(told.value, ticking.value))

if (typeof document !== 'undefined') {
  setInterval(() => { if (!document.hidden) ticking.value = Date.now() }, 1000)
  document.addEventListener('visibilitychange', () => { ticking.value = Date.now() })
}

/** Learns how far this device's clock is off, from an answer to a request begun at `began` (device ms).
 * `clock_rate` comes from servers whose time is not real. */
export function noteServerTime(server_time: string, began: number, clock_rate?: number | null): void {
  const server_ms = Date.parse(server_time)
  if (Number.isNaN(server_ms)) return
  const before = told.peek().rate
  told.value = { device_ms: (began + Date.now()) / 2, server_ms, rate: clock_rate ?? null }
  if (before !== null || told.peek().rate !== null) void putMeta('clock', told.peek())
}

/** What was learned before the app was closed: without network it goes on from there. */
export async function openClock(): Promise<void> {
  told.value = (await getMeta<Told>('clock')) ?? told.peek()
}

/** The server's time by the offset measured at the last pull, ms. */
export const serverNow = (): number => there(told.value, ticking.value)

const formats = new Map<string, Intl.DateTimeFormat>()

function format(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const tz = session.hub.value?.tz
  const name = `${key} ${lang.value} ${tz}`
  let found = formats.get(name)
  if (!found) {
    found = new Intl.DateTimeFormat(lang.value, { ...options, timeZone: tz })
    formats.set(name, found)
  }
  return found
}

/** "14:05" in the hub's time zone; a dash for nothing. */
export const formatTime = (iso: string | null | undefined): string =>
  iso ? format('time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(iso)) : '–'

/** Day and time in the hub's time zone. */
export const formatMoment = (iso: string | null | undefined): string =>
  iso ? format('moment', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    .format(new Date(iso)) : '–'

/** A local date ("2026-11-21") in words. */
export const formatDay = (day: string): string =>
  new Intl.DateTimeFormat(lang.value, { weekday: 'short', day: 'numeric', month: 'long', timeZone: 'UTC' })
    .format(new Date(`${day}T00:00:00Z`))

/** A length of time: "40 s", "12 min", "3 h 05 min". */
export function formatSpan(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole < 60) return t('common.span_s', { s: whole })
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return t('common.span_min', { min: minutes })
  return t('common.span_h', { h: Math.floor(minutes / 60), min: String(minutes % 60).padStart(2, '0') })
}

/** How long ago a moment was; ticks by itself. */
export const ago = (iso: string): string =>
  t('common.ago', { span: formatSpan((serverNow() - Date.parse(iso)) / 1000) })

/** Today's date in the hub's time zone. */
export const today = (): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: session.hub.value?.tz }).format(new Date(now.value))
