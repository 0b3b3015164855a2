// What time is it, and how long ago was that? Device time for what happened here, the hub's zone for people.
import { signal, type ReadonlySignal } from '@preact/signals'
import { lang, t } from './i18n'
import { session } from './session'

const ticking = signal(Date.now())
/** Device time in ms; ticks every second while the app is visible. */
export const now: ReadonlySignal<number> = ticking
let offset_ms = 0

if (typeof document !== 'undefined') {
  setInterval(() => { if (!document.hidden) ticking.value = Date.now() }, 1000)
  document.addEventListener('visibilitychange', () => { ticking.value = Date.now() })
}

/** Learns how far this device's clock is off, from an answer to a request begun at `began` (device ms). */
export function noteServerTime(server_time: string, began: number): void {
  const server = Date.parse(server_time)
  if (!Number.isNaN(server)) offset_ms = server - (began + Date.now()) / 2
}

/** Device time corrected by the offset measured at the last pull, ms. */
export const serverNow = (): number => ticking.value + offset_ms

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
  new Intl.DateTimeFormat('en-CA', { timeZone: session.hub.value?.tz }).format(new Date(ticking.value))
