// What does the storekeeper look at and write down? State and actions.
import { computed, signal } from '@preact/signals'
import { api, ApiProblem } from '../kernel/api'
import { outbox } from '../kernel/outbox'
import { go, path } from '../kernel/route'
import { tables } from '../kernel/store'
import { awaited, byNumber, loads, returning } from './rules'

export const TABS = ['prepare', 'returns'] as const
export type Tab = (typeof TABS)[number]

const parts = computed(() => path.value.split('/').filter(Boolean))
export const tab = computed<Tab>(() => TABS.find((name) => name === parts.value[0]) ?? 'prepare')
export const opened = computed(() => (parts.value[0] === 'order' ? (parts.value[1] ?? null) : null))
export const openTab = (name: Tab): void => go(`/${name}`)
export const openOrder = (id: string): void => go(`/order/${id}`)

export const loadsToPrepare = computed(() =>
  loads({ orders: tables.orders.value, routes: tables.routes.value, stops: tables.stops.value }))
const back = computed(() => returning(outbox.unsettled.value))
export const awaitedBack = computed(() => awaited(tables.orders.value.values(), back.value))
export const isBack = (orderId: string): boolean => back.value.has(orderId)
export const returnOrder = (order_id: string) => outbox.add('return_order', { order_id })

/** Whose route an order stands on. */
export function courierOf(orderId: string): string | null {
  const stop = [...tables.stops.value.values()].find((each) => each.order_id === orderId)
  return (stop && tables.routes.value.get(stop.route_id)?.courier) ?? null
}

/** What was looked for last and is not here, with the server's word on it when it was asked. */
export const missing = signal<{ code: string; problem: ApiProblem | null } | null>(null)

/** Opens an order by its number or code: from what is held here, else the server says which it is. */
export async function find(code: string): Promise<void> {
  missing.value = null
  const held = byNumber(tables.orders.value.values(), code)
  if (held) return openOrder(held.id)
  try {
    const { id } = await api.get<{ id: string }>(`/api/orders/find?code=${encodeURIComponent(code)}`)
    if (tables.orders.value.has(id)) openOrder(id)
    else missing.value = { code, problem: null }
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem
    missing.value = { code, problem }
  }
}
