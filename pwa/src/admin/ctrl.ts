// What does the administrator change? People, shops, devices; secrets never go through the journal.
import { computed, signal } from '@preact/signals'
import type { SetCourier, UserRow } from '../contract'
import { api, ApiProblem } from '../kernel/api'
import type { Outcome } from '../kernel/db'
import { outbox } from '../kernel/outbox'
import { go, path } from '../kernel/route'
import { tables } from '../kernel/store'
import { byWorry, type Device, type NewUser } from './rules'

export const TABS = ['files', 'people', 'shops', 'devices'] as const
export type Tab = (typeof TABS)[number]
export const tab = computed<Tab>(() => TABS.find((name) => path.value === `/${name}`) ?? 'people')
export const openTab = (name: Tab): void => go(`/${name}`)

// People ---------------------------------------------------------------------------------------------------

export const search = signal('')
export const people = computed<UserRow[]>(() => {
  const wanted = search.value.trim().toLowerCase()
  return [...tables.users.value.values()]
    .filter((user) => `${user.name} ${user.login}`.toLowerCase().includes(wanted))
    .sort((a, b) => Number(a.disabled) - Number(b.disabled) || a.name.localeCompare(b.name))
})
export const logins = computed(() => new Set([...tables.users.value.values()].map((user) => user.login)))

/** A password goes to the server at once and never into this device's journal. */
export const addUser = ({ login, name, password, roles }: NewUser): Promise<{ id: string }> =>
  api.post('/api/users', { login, name: name || login, password, roles })

/** Disabled here as soon as it is asked for; the row follows. */
export const disabling = computed(() =>
  new Set(outbox.unsettled.value.filter((c) => c.name === 'disable_user').map((c) => String(c.args.user_id))))
export const disableUser = (user_id: string) => outbox.add('disable_user', { user_id })

/** The zones of the hub by name. */
export const zoneNames = computed(() =>
  [...tables.zones.value.values()].map((zone) => zone.name).sort((a, b) => a.localeCompare(b)))

/** What a courier may do from now on; what became of it. A form that is `here` says itself what was refused. */
export async function setCourier(args: SetCourier, here: () => boolean): Promise<Outcome> {
  const id = await outbox.add('set_courier', args)
  const outcome = await outbox.result(id)
  if (outcome.problem && here()) await outbox.acknowledge(id)
  return outcome
}

// Shops ----------------------------------------------------------------------------------------------------

export interface Shop { id: string; name: string; webhook_url: string | null }

export const shops = signal<Shop[] | null>(null)
export const shopsProblem = signal<ApiProblem | null>(null)

export async function readShops(): Promise<void> {
  try {
    shops.value = (await api.get<{ shops: Shop[] }>('/api/shops')).shops
    shopsProblem.value = null
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem
    shopsProblem.value = problem
  }
}

/** Where a shop is told of its orders; an empty address: nowhere. */
export async function setWebhook(shop_id: string, url: string): Promise<void> {
  await outbox.result(await outbox.add('set_webhook', { shop_id, url: url || null }))
  await readShops()
}

/** Its signing secret is told this once and kept nowhere on this device. */
export const addShop = (name: string): Promise<{ id: string; secret: string }> => api.post('/api/shops', { name })

// Devices --------------------------------------------------------------------------------------------------

export const devices = signal<Device[] | null>(null)
export const devicesProblem = signal<ApiProblem | null>(null)

export async function readDevices(): Promise<void> {
  try {
    devices.value = byWorry((await api.get<{ devices: Device[] }>('/api/devices')).devices)
    devicesProblem.value = null
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem
    devicesProblem.value = problem
  }
}

export async function revokeDevice(device_id: string): Promise<void> {
  await outbox.result(await outbox.add('revoke_device', { device_id }))
  await readDevices()
}
