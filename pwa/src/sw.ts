// What does the phone keep so that the app opens with no network?
/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

declare const self: ServiceWorkerGlobalScope
declare const __PRECACHE__: { url: string; revision: string | null }[]
declare const __ASSETS__: string[]

const KEPT = 'waybill-assets' // chunks used later: desks, maps; their names carry a hash, so they never change

precacheAndRoute(__PRECACHE__)
cleanupOutdatedCaches()
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), {
  denylist: [/^\/(api|socket\.io|map|healthz|readyz)(\/|$)/],
}))
registerRoute(({ url }) => __ASSETS__.includes(url.pathname), async ({ request }) => {
  const cache = await caches.open(KEPT)
  const held = await cache.match(request)
  if (held) return held
  const answer = await fetch(request)
  if (answer.ok) await cache.put(request, answer.clone())
  return answer
})

// The page asks for this only when nothing waits to be sent and no stop is open.
self.addEventListener('message', (event) => {
  if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void self.skipWaiting()
})

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(KEPT)
    for (const request of await cache.keys()) {
      if (!__ASSETS__.includes(new URL(request.url).pathname)) await cache.delete(request)
    }
  })())
})
