// What does the picker's phone hold, what is open on it, and how is something written down? State and helpers.
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import type { CommandArgs, CommandName, ItemRow } from '../contract'
import { ApiProblem } from '../kernel/api'
import { canonical, parse } from '../kernel/codes'
import { feedback, hush, lastFeedback } from '../kernel/feedback'
import { t } from '../kernel/i18n'
import { outbox } from '../kernel/outbox'
import { go, path } from '../kernel/route'
import type { How } from '../kernel/scan'
import { session } from '../kernel/session'
import { tables } from '../kernel/store'
import { say } from '../kernel/ui'
import type { Thing } from '../kernel/ui/wrongscan'
import { byParcel, byTote, replay, type Rows, wayOf } from './rules'

export const TABS = ['pick', 'pack', 'load', 'returns', 'find'] as const
export type Tab = (typeof TABS)[number]

const parts = computed(() => path.value.split('/').filter(Boolean))
export const place = computed(() => ({ name: parts.value[0] ?? 'pick', id: parts.value[1] ?? '', more: parts.value[2] ?? '' }))
export const tab = computed<Tab>(() => TABS.find((name) => name === place.value.name) ?? 'pick')
export const openTab = (name: Tab): void => go(`/${name}`)

const OPENED_MS = 250 // what was said so shortly before a screen came is why it came

/** What was said of a scan goes with its screen. */
export function hushBetweenScreens(): () => void {
  let at = 0
  const ends = [
    effect(() => { if (lastFeedback.value) at = performance.now() }),
    effect(() => { if (path.value && performance.now() - at > OPENED_MS) hush() }),
  ]
  return () => ends.forEach((end) => end())
}

export const me = computed(() => session.user.value?.id ?? '')
/** Rows with everything done on this phone, sent or not. */
export const rows: ReadonlySignal<Rows> = computed(() => replay({
  orders: tables.orders.value, tasks: tables.tasks.value, parcels: tables.parcels.value,
  routes: tables.routes.value, stops: tables.stops.value,
}, outbox.unsettled.value))

/** Queues a command; null, said aloud, when the phone could not keep it. */
export async function mark<N extends CommandName>(name: N, args: CommandArgs[N]): Promise<string | null> {
  try {
    return await outbox.add(name, args)
  } catch (problem) {
    notSaved(problem)
    return null
  }
}

export function notSaved(problem: unknown): void {
  const why = problem instanceof ApiProblem ? problem.code : (problem as Error).message
  feedback('wrong')
  say(t('common.not_saved', { why }), 'bad')
}

// Names of what is scanned ----------------------------------------------------------------------------------

/** Items by every code they have, each looked up once it is needed. */
const items = computed(() => {
  const found = new Map<string, ItemRow>()
  for (const item of tables.items.value.values()) {
    for (const code of item.codes) found.set(/^\d{8,14}$/.test(code) ? code.padStart(14, '0') : canonical(code), item)
  }
  return found
})
const itemsBySku = computed(() => new Map([...tables.items.value.values()].map((item) => [item.sku, item])))
const bins = computed(() => new Map([...tables.bins.value.values()].map((bin) => [canonical(bin.code), bin])))

export const itemOf = (sku: string): ItemRow | undefined => itemsBySku.value.get(sku)
export const binOf = (text: string) => bins.value.get(canonical(text))

/** What lies behind a code, in words and with its picture; null when nobody here knows. */
export function nameOf(text: string): { title: string; picture?: string | null } | null {
  const { kind, code } = parse(text)
  if (kind === 'sheet') return { title: t('picker.a_sheet') }
  if (kind === 'tote') {
    const order = rows.value.orders.get(byTote(rows.value.tasks.values(), code)?.order_id ?? '')
    return { title: order ? t('picker.a_tote_of', { number: order.number }) : t('picker.a_tote') }
  }
  if (kind === 'parcel') {
    const parcel = byParcel(rows.value.parcels.values(), code)
    return { title: parcel ? parcelTitle(parcel) : t('picker.a_parcel') }
  }
  const item = items.value.get(canonical(text)) ?? itemOf(text)
  if (item) return { title: item.name, picture: item.picture }
  const bin = binOf(text)
  return bin ? { title: t('picker.a_bin', { code: bin.code }) } : null
}

/** Whose parcel this is, and with whom it goes. */
export function parcelTitle({ order_id, n, of }: { order_id: string; n: number; of: number }): string {
  const number = rows.value.orders.get(order_id)?.number ?? '?'
  const courier = wayOf(rows.value, order_id)?.route.courier
  return t(courier ? 'picker.parcel_of_on' : 'picker.parcel_of', { number, n, of, courier })
}

// Wrong scans -----------------------------------------------------------------------------------------------

export interface Refusal {
  expected: Thing
  got: string // as scanned
  title?: string // what it is, where its code alone does not say
  matches: (code: string) => boolean
  retry: (code: string, how: How) => unknown // the right one, scanned from the red screen
}
/** The wrong scan that nobody has acknowledged yet. */
export const refused = signal<Refusal | null>(null)

/** Loud and red, over everything, until it was seen. */
export function refuse(refusal: Refusal): void {
  feedback('wrong')
  refused.value = refusal
}
