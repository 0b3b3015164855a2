// When may a new version of the app take over? When nothing waits to be sent and no screen is in the middle of something.
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals'
import { outbox } from './outbox'

const waiting = signal<ServiceWorker | null>(null)
const outdated = signal(false) // another tab has let the new version in
const busy = signal<ReadonlySet<string>>(new Set())
const CHECK_EVERY_MS = 30 * 60_000

/** Tells the update to wait (`on`) or not, under a name: "stop-open". */
function hold(name: string, on: boolean): void {
  if (busy.peek().has(name) === on) return
  const next = new Set(busy.peek())
  if (on) next.add(name)
  else next.delete(name)
  busy.value = next
}

/** Takes the new version; the page reloads as soon as the new service worker controls it. */
function accept(): void {
  if (allowed.value) waiting.value?.postMessage({ type: 'SKIP_WAITING' })
}

/** Registers the service worker and watches for a newer one, however it was found. */
async function open(): Promise<void> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  const { serviceWorker } = navigator
  const controlled = serviceWorker.controller !== null
  serviceWorker.addEventListener('controllerchange', () => { outdated.value = controlled })
  effect(() => { if (outdated.value && allowed.value) window.location.reload() })
  const registration = await serviceWorker.register('/sw.js').catch(() => null)
  if (!registration) return
  const look = () => { waiting.value = serviceWorker.controller && registration.waiting }
  const follow = () => registration.installing?.addEventListener('statechange', look)
  registration.addEventListener('updatefound', follow)
  follow()
  look()
  setInterval(() => { if (navigator.onLine) void registration.update().catch(() => undefined) }, CHECK_EVERY_MS)
}

const allowed = computed(() => outbox.pending.value.length === 0 && busy.value.size === 0)

export const update = {
  open, hold, accept,
  ready: computed(() => waiting.value !== null) as ReadonlySignal<boolean>,
  allowed: allowed as ReadonlySignal<boolean>,
}
