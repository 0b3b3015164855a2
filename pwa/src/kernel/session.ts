// Who is signed in on this phone? Kept in IndexedDB, so that a cold start offline knows it too.
import { computed, signal, type ReadonlySignal } from '@preact/signals'
import { ROLES, type HubRow, type RoleName, type UserRow } from '../contract'
import { api, ApiProblem, onSignedOut } from './api'
import { noteServerTime } from './clock'
import { database, deviceId, getMeta, putMeta } from './db'
import { clearRows } from './store'
import { onTab, tellTabs } from './tabs'

interface Signed { user: UserRow; hub: HubRow; roles: RoleName[]; epoch: string; server_time: string; clock_rate?: number | null }

const signed = signal<Signed | null>(null)
const chosen = signal<RoleName | null>(null)
const expired = signal(false)
// The app opened is the first of these that the user has; the contract lists roles in another order.
const PRECEDENCE: RoleName[] = ['admin', 'dispatcher', 'cashier', 'courier', 'picker']

const roles = computed(() => PRECEDENCE.filter((role) => signed.value?.roles.includes(role)))
const role = computed<RoleName | null>(() =>
  chosen.value && roles.value.includes(chosen.value) ? chosen.value : roles.value[0] ?? null)

async function take(body: Signed, began: number): Promise<void> {
  noteServerTime(body.server_time, began, body.clock_rate)
  const before = signed.value ?? (await getMeta<Signed>('session')) ?? null
  if (before && before.user.id !== body.user.id) await clearRows()
  await putMeta('session', body)
  signed.value = body
  expired.value = false
}

async function read(): Promise<void> {
  signed.value = (await getMeta<Signed>('session')) ?? null
  const stored = await getMeta<RoleName>('role')
  chosen.value = stored && ROLES.includes(stored) ? stored : null
}

/** Reads the stored session; call once before rendering. */
async function open(): Promise<void> {
  onSignedOut(() => { expired.value = signed.value !== null })
  onTab('session', () => void read())
  await read()
}

/** Signs in; throws ApiProblem `wrong-credentials`, `too-many-attempts` or `unreachable`. */
async function login(name: string, password: string): Promise<void> {
  await endOldSession()
  const body = { login: name.trim(), password, device_id: await deviceId() }
  const began = Date.now()
  const answer = await api.post<Signed>('/api/login', body)
  await putMeta('logout_owed', false) // from now on a farewell would end this session
  await take(answer, began)
  tellTabs('session')
}

/** Asks the server who we are; says nothing when it cannot be reached. */
async function refresh(): Promise<void> {
  await endOldSession()
  if (!signed.value) return
  const began = Date.now()
  try {
    await take(await api.get<Signed>('/api/me'), began)
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem
  }
}

/** A logout made without a network is told to the server as soon as there is one. */
async function endOldSession(): Promise<void> {
  if (!(await getMeta<boolean>('logout_owed'))) return
  try {
    await api.post('/api/logout', {})
    await putMeta('logout_owed', false)
  } catch (problem) {
    if (problem instanceof ApiProblem && problem.status === 401) await putMeta('logout_owed', false)
  }
}

/** Signs out: rows, positions and kept files go, the journal stays until it is acknowledged. */
async function logout(): Promise<void> {
  const db = await database()
  await putMeta('logout_owed', true)
  await putMeta('session', null)
  await putMeta('role', null)
  await db.clear('fixes')
  await clearRows()
  if (typeof caches !== 'undefined') {
    for (const name of await caches.keys()) if (!name.startsWith('workbox-precache')) await caches.delete(name)
  }
  signed.value = null
  chosen.value = null
  expired.value = false
  tellTabs('session')
  await endOldSession()
}

async function choose(next: RoleName): Promise<void> {
  chosen.value = next
  await putMeta('role', next)
}

export const session = {
  user: computed(() => signed.value?.user ?? null) as ReadonlySignal<UserRow | null>,
  hub: computed(() => signed.value?.hub ?? null) as ReadonlySignal<HubRow | null>,
  /** The user's roles, the one whose app opens first in front. */
  roles: roles as ReadonlySignal<RoleName[]>,
  role: role as ReadonlySignal<RoleName | null>,
  /** The server does not know this session any more: everything stays readable, nothing can be sent. */
  expired: expired as ReadonlySignal<boolean>,
  open, login, logout, refresh, choose,
}
