// How do two open tabs stay one phone? One does the work at a time, and tells the others what moved.

type Topic = 'queue' | 'rows' | 'session'

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('waybill')
const chains = new Map<string, Promise<unknown>>()

/** Runs `work` in one tab at a time. Without Web Locks (plain HTTP) only this tab is ordered: the server
 * answers a doubled command with its first outcome, so two senders are wasteful but harmless. */
export function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (navigator.locks) return navigator.locks.request(`waybill-${name}`, work) as Promise<T>
  const last = chains.get(name) ?? Promise.resolve()
  const next = last.then(work, work)
  chains.set(name, next.catch(() => undefined))
  return next
}

export function tellTabs(topic: Topic): void {
  channel?.postMessage(topic)
}

export function onTab(topic: Topic, handler: () => void): void {
  channel?.addEventListener('message', (event) => { if (event.data === topic) handler() })
}
