// Where has the phone been while on shift? Fixes are kept on the phone and go up in batches; nothing off shift.
import { signal, type ReadonlySignal } from '@preact/signals'
import { api, ApiProblem } from './api'
import { realSince, stamp, stampTime } from './clock'
import { database, deviceId, type Fix } from './db'
import { newId } from './ids'
import { session } from './session'
import { alone } from './tabs'

const SEND_EVERY_MS = 15_000
const BATCH = 200
const KEEP_MS = 24 * 3600_000
const MOVING_MS = 5_000
const STANDING_MS = 60_000
const MOVED_M = 15
const GAP_MS = 60_000
const FRESH: PositionOptions = { enableHighAccuracy: true, maximumAge: 0, timeout: 60_000 }

export type GpsState = 'off' | 'waiting' | 'tracking' | 'denied' | 'unsupported'
export interface Gap { from: string; to: string }

const state = signal<GpsState>('off')
const last = signal<Fix | null>(null)
const gap = signal<Gap | null>(null)
let watch: number | null = null
let since = 0 // fixes from before the shift are nobody's business
let sender: ReturnType<typeof setInterval> | undefined
let hiddenSince: number | null = null
let battery: { level: number } | null = null

/** Metres between two points on a flat earth; good enough to tell standing from moving. */
export function metresBetween(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const north = (b.lat - a.lat) * 111_320
  const east = (b.lon - a.lon) * 111_320 * Math.cos((a.lat * Math.PI) / 180)
  return Math.hypot(north, east)
}

/** Whether a fix adds anything to the one kept before: often while moving, seldom while standing. */
export function worthKeeping(before: Fix | null, fix: Fix): boolean {
  if (!before) return true
  const elapsed = Date.parse(fix.at) - Date.parse(before.at)
  const moving = metresBetween(before, fix) > Math.max(MOVED_M, fix.accuracy_m / 2) || (fix.speed_mps ?? 0) > 1
  return elapsed >= (moving ? MOVING_MS : STANDING_MS)
}

function fixOf({ coords, timestamp }: GeolocationPosition, actor: string): Fix {
  return {
    actor, id: newId(), at: stamp(timestamp), lat: coords.latitude, lon: coords.longitude,
    accuracy_m: coords.accuracy, speed_mps: coords.speed,
    heading: coords.heading !== null && Number.isFinite(coords.heading) ? coords.heading : null,
    battery: battery?.level ?? null,
  }
}

async function keep(position: GeolocationPosition): Promise<void> {
  const actor = session.user.value?.id
  if (!actor || watch === null || position.timestamp < since) return
  state.value = 'tracking'
  const fix = fixOf(position, actor)
  if (!worthKeeping(last.value, fix)) return
  last.value = fix
  await (await database()).add('fixes', fix)
}

/** Sends what is kept, oldest first; drops what is older than a day or belongs to somebody else. */
async function send(): Promise<void> {
  const db = await database()
  const actor = session.user.value?.id
  const [keys, fixes] = await Promise.all([db.getAllKeys('fixes'), db.getAll('fixes')])
  const entries = fixes.map((fix, n) => ({ key: keys[n]!, fix }))
  const stale = entries.filter(({ fix }) => fix.actor !== actor || Date.parse(fix.at) < stampTime() - KEEP_MS)
  for (const { key } of stale) await db.delete('fixes', key)
  const fresh = entries.filter((entry) => !stale.includes(entry))
  for (let from = 0; from < fresh.length; from += BATCH) {
    const batch = fresh.slice(from, from + BATCH)
    await api.post('/api/positions', {
      device_id: await deviceId(), fixes: batch.map(({ fix: { actor: _, ...fix } }) => fix),
    }).catch((problem: unknown) => {
      // A batch the server calls malformed would block all later ones: newest wins, so it is let go.
      if (!(problem instanceof ApiProblem) || ![400, 422].includes(problem.status)) throw problem
    })
    for (const { key } of batch) await db.delete('fixes', key)
  }
}

async function flush(): Promise<void> {
  await alone('positions', send).catch((problem: unknown) => {
    if (!(problem instanceof ApiProblem)) throw problem
  })
}

/** Sends, and asks once more when nothing came for a while: some browsers tell only of movement. */
function beat(): void {
  void flush()
  if (document.hidden || (last.value && realSince(last.value.at) < STANDING_MS)) return
  navigator.geolocation.getCurrentPosition((position) => void keep(position), () => undefined, FRESH)
}

function onVisibility(): void {
  if (document.hidden) { hiddenSince = Date.now(); return }
  if (hiddenSince !== null && Date.now() - hiddenSince > GAP_MS) {
    gap.value = { from: stamp(hiddenSince), to: stamp() }
  }
  hiddenSince = null
}

function start(): void {
  if (watch !== null) return
  if (!('geolocation' in navigator) || !window.isSecureContext) { state.value = 'unsupported'; return }
  state.value = 'waiting'
  since = Date.now()
  const readBattery = (navigator as { getBattery?: () => Promise<{ level: number }> }).getBattery
  void readBattery?.call(navigator).then((found) => { battery = found }, () => undefined)
  watch = navigator.geolocation.watchPosition((position) => void keep(position), (error) => {
    state.value = error.code === error.PERMISSION_DENIED ? 'denied' : 'waiting'
  }, FRESH)
  document.addEventListener('visibilitychange', onVisibility)
  sender = setInterval(beat, SEND_EVERY_MS)
}

function stop(): void {
  if (watch !== null) navigator.geolocation.clearWatch(watch)
  document.removeEventListener('visibilitychange', onVisibility)
  clearInterval(sender)
  watch = null
  hiddenSince = null
  state.value = 'off'
  last.value = null
  gap.value = null
  void flush()
}

/** Where the courier stands, for the mark of a stop: the last fix if it is younger than two minutes. */
function here(): { lat?: number; lon?: number; accuracy_m?: number } {
  const fix = last.value
  if (!fix || realSince(fix.at) > 120_000) return {}
  return { lat: fix.lat, lon: fix.lon, accuracy_m: fix.accuracy_m }
}

export const gps = {
  start, stop, flush, here,
  state: state as ReadonlySignal<GpsState>,
  /** The last stretch for which the app was hidden longer than a minute, and nothing was recorded. */
  gap: gap as ReadonlySignal<Gap | null>,
  dismissGap: () => { gap.value = null },
}
