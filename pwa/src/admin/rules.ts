/** What may be entered about people, shops and devices, and what is worth a second look? Pure. */

/** The shapes the commands accept; the form says so before anything is sent. */
const LOGIN = /^[\p{L}\p{N}_.@-]{1,60}$/u
const SHOP = /^[\p{L}\p{N}_.-]{1,60}$/u
export const SHORTEST_PASSWORD = 8

export interface NewUser {
  login: string
  name: string
  password: string
  roles: readonly string[]
}

/** The fields that cannot be sent as they are, as keys of their words. */
export function userFaults(user: NewUser, taken: ReadonlySet<string>): string[] {
  const faults: string[] = []
  if (!LOGIN.test(user.login)) faults.push('admin.fault.login')
  else if (taken.has(user.login)) faults.push('admin.fault.login_taken')
  if (user.name.length > 80) faults.push('admin.fault.name')
  if (user.password.length < SHORTEST_PASSWORD || user.password.length > 200) faults.push('admin.fault.password')
  if (user.roles.length === 0) faults.push('admin.fault.roles')
  return faults
}

export const shopFaults = (name: string): string[] => (SHOP.test(name) ? [] : ['admin.fault.shop'])

const ADDRESS = /^https?:\/\/[^\s/]+\S*$/i
export const webhookFaults = (url: string): string[] =>
  (!url || (ADDRESS.test(url) && url.length <= 500) ? [] : ['admin.fault.webhook'])

export interface Device {
  id: string
  user: string | null
  last_seen_at: string | null
  queue_length: number | null
  queue_oldest_at: string | null
  revoked: boolean
}

/** Devices in the order of worry: with something unsent first (oldest first), then last seen; revoked at the end. */
export function byWorry(devices: readonly Device[]): Device[] {
  const waits = (d: Device) => (d.queue_length ? Date.parse(d.queue_oldest_at ?? '') || 0 : Infinity)
  const seen = (d: Device) => Date.parse(d.last_seen_at ?? '') || 0
  return [...devices].sort(
    (a, b) =>
      Number(a.revoked) - Number(b.revoked) ||
      Number(waits(a) > waits(b)) - Number(waits(a) < waits(b)) ||
      seen(b) - seen(a),
  )
}
