// When may a new version of the app take over? When nothing waits to be sent and no screen is in the middle of something.
import { computed, signal, type ReadonlySignal } from '@preact/signals'
import { Workbox } from 'workbox-window'
import { outbox } from './outbox'

const waiting = signal<Workbox | null>(null)
const busy = signal<ReadonlySet<string>>(new Set())
const CHECK_EVERY_MS = 30 * 60_000

/** Tells the update to wait (`on`) or not, under a name: "stop-open". */
function hold(name: string, on: boolean): void {
  if (busy.value.has(name) === on) return
  const next = new Set(busy.value)
  if (on) next.add(name)
  else next.delete(name)
  busy.value = next
}

/** Takes the new version; the page reloads as soon as the new service worker controls it. */
function accept(): void {
  const workbox = waiting.value
  if (!workbox || !allowed.value) return
  workbox.addEventListener('controlling', () => window.location.reload())
  workbox.messageSkipWaiting()
}

async function open(): Promise<void> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  const workbox = new Workbox('/sw.js')
  workbox.addEventListener('waiting', () => { waiting.value = workbox })
  await workbox.register().catch(() => undefined)
  setInterval(() => { if (navigator.onLine) void workbox.update().catch(() => undefined) }, CHECK_EVERY_MS)
}

const allowed = computed(() => outbox.pending.value.length === 0 && busy.value.size === 0)

export const update = {
  open, hold, accept,
  ready: computed(() => waiting.value !== null) as ReadonlySignal<boolean>,
  allowed: allowed as ReadonlySignal<boolean>,
}
