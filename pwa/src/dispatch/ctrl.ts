// What does the dispatcher look at, and what does he ask for? State and actions.
import { computed, signal } from '@preact/signals'
import type { CommandArgs, CommandName, StopLock } from '../contract'
import { now, serverNow } from '../kernel/clock'
import { newId } from '../kernel/ids'
import { outbox } from '../kernel/outbox'
import { go, path } from '../kernel/route'
import { session } from '../kernel/session'
import { tables } from '../kernel/store'
import { dayIn, dayToPlan, lanesOf, leftOut, plansOf } from './board'
import { canGo, EVERYTHING, filterOrders, inQueue, type OrderFilter } from './filter'
import { replay } from './rules'

export const TABS = ['orders', 'plan', 'map', 'couriers', 'problems'] as const
export type Tab = (typeof TABS)[number]

const parts = computed(() => path.value.split('/').filter(Boolean))
/** The open tab and, behind it, what is open in it: "/orders/<id>", "/plan/<day>". */
export const tab = computed<Tab>(() => TABS.find((name) => name === parts.value[0]) ?? 'orders')
export const opened = computed<string | null>(() => parts.value[1] ?? null)

/** A part of the day's plan with a screen of its own: "/plan/<day>/times". */
export const part = computed<string | null>(() => parts.value[2] ?? null)

export const openTab = (name: Tab): void => go(`/${name}`)
export const openOrder = (id: string): void => go(`/orders/${id}`)
export const openDay = (day: string): void => go(`/plan/${day}`, true)
export const openPart = (day: string, name: 'times' | 'districts'): void => go(`/plan/${day}/${name}`)

/** The rows, with what this device has asked for but not yet got back already done to them. */
export const desk = computed(() =>
  replay(
    {
      orders: tables.orders.value,
      plans: tables.plans.value,
      routes: tables.routes.value,
      stops: tables.stops.value,
      discrepancies: tables.discrepancies.value,
    },
    outbox.unsettled.value,
  ),
)

// Orders ---------------------------------------------------------------------------------------------------

export const filter = signal<OrderFilter>(EVERYTHING)
export const setFilter = (change: Partial<OrderFilter>): void => { filter.value = { ...filter.value, ...change } }
export const shownOrders = computed(() => filterOrders(desk.value.orders.values(), filter.value))
export const queued = computed(() => [...desk.value.orders.values()].filter(inQueue))
export const orderDays = computed(() => [...new Set([...desk.value.orders.values()].map((o) => o.delivery_on))].sort())
export const zones = computed(() => [...tables.zones.value.values()].sort((a, b) => a.name.localeCompare(b.name)))

// Plan -----------------------------------------------------------------------------------------------------

const STEP_MS = 10_000
const tz = computed(() => session.hub.value?.tz ?? 'UTC')
export const today = computed(() => dayIn(tz.value, now.value))
export const tomorrow = computed(() => dayIn(tz.value, now.value, 1))
export const day = computed(() => (tab.value === 'plan' && opened.value) || dayToPlan(desk.value, today.value))
/** The server's time in steps: what is expected when is thought over that often, and at every change. */
const aboutNow = computed(() => Math.floor(serverNow() / STEP_MS) * STEP_MS)
export const plans = computed(() => plansOf(desk.value.plans.values(), day.value))
const chosen = signal<string | null>(null)
export const choosePlan = (id: string): void => { chosen.value = id }
export const plan = computed(() => plans.value.find((p) => p.id === chosen.value) ?? plans.value[0] ?? null)
const lanesOfPlans = (ids: Iterable<string>) => lanesOf(desk.value, tables.users.value, new Set(ids), aboutNow.value)
export const lanes = computed(() => (plan.value ? lanesOfPlans([plan.value.id]) : []))
export const left = computed(() => (plan.value ? leftOut(desk.value, plan.value) : []))
const ROLLING = new Set(['started', 'finished'])
/** Routes that couriers are on: today's, and those of another day that were started and not counted yet. */
export const todaysLanes = computed(() =>
  lanesOfPlans([...desk.value.plans.values()].filter((p) => p.status === 'published').map((p) => p.id))
    .filter(({ route }) => route.on === today.value || ROLLING.has(route.status)),
)
const ofDay = computed(() => [...desk.value.orders.values()].filter((o) => o.delivery_on === day.value))
export const readyCount = computed(() => ofDay.value.filter(canGo).length)
export const unzonedCount = computed(() => ofDay.value.filter(inQueue).length)

// Problems -------------------------------------------------------------------------------------------------

const byAge = computed(() =>
  [...desk.value.discrepancies.values()].sort((a, b) => b.opened_at.localeCompare(a.opened_at)),
)
export const openProblems = computed(() => byAge.value.filter((d) => d.resolved_at === null))
export const settledProblems = computed(() => byAge.value.filter((d) => d.resolved_at !== null).slice(0, 50))

// Couriers -------------------------------------------------------------------------------------------------

export const people = computed(() => tables.users.value)
export const couriers = computed(() =>
  [...tables.users.value.values()]
    .filter((user) => user.roles.includes('courier') && !user.disabled)
    .sort((a, b) => a.name.localeCompare(b.name)),
)
export const onShift = computed(
  () => new Set([...tables.shifts.value.values()].filter((s) => s.status === 'open').map((s) => s.courier_id)),
)

// Actions --------------------------------------------------------------------------------------------------

const ask = <N extends CommandName>(name: N, args: CommandArgs[N]): Promise<string> => outbox.add(name, args)

export interface Search { budget_s: number; iterations: number | null; seed: number }

/** Asks for a plan of the day and shows it at once as being made. */
export async function requestPlan({ budget_s, iterations, seed }: Search): Promise<void> {
  const plan_id = newId()
  const bound = iterations === null ? { budget_s } : { iterations }
  await ask('request_plan', { plan_id, on: day.value, seed, ...bound })
  chosen.value = plan_id
}

/** The draft before the present one again; what is new goes where it costs least. */
export async function draftBefore(): Promise<void> {
  const plan_id = newId()
  await ask('request_plan', { plan_id, on: day.value, back: true })
  chosen.value = plan_id
}

export const cancelPlan = (plan_id: string) => ask('cancel_plan', { plan_id })
export const discardPlan = (plan_id: string) => ask('discard_plan', { plan_id })
export const publishPlan = (plan_id: string) => ask('publish_plan', { plan_id })
export const moveStop = (stop_id: string, route_id: string, position: number) =>
  ask('move_stop', { stop_id, route_id, position })
export const removeStop = (stop_id: string) => ask('remove_stop', { stop_id })
export const addStop = (order_id: string, route_id: string, position: number) =>
  ask('add_stop', { stop_id: newId(), order_id, route_id, position })
export const lockStop = (stop_id: string, how: StopLock | null) => ask('lock_stop', { stop_id, how })
export const lockRoute = (route_id: string, locked: boolean) => ask('lock_route', { route_id, locked })
export const setZone = (order_id: string, zone_id: string, reason: string) =>
  ask('set_zone', { order_id, zone_id, reason })
export const setPoint = (order_id: string, lat: number, lon: number, reason: string) =>
  ask('set_point', { order_id, lat, lon, reason })
export const postponeOrder = (order_id: string, on: string, reason: string) =>
  ask('postpone_order', { order_id, on, reason })
export const cancelOrder = (order_id: string, reason: string) => ask('cancel_order', { order_id, reason })
export const resolveDiscrepancy = (discrepancy_id: string, comment: string) =>
  ask('resolve_discrepancy', { discrepancy_id, comment: comment || null })
