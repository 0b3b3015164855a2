// Which districts would share a day's orders evenly? Asked for, looked at on the map, and taken as zones or not.
import { computed, signal } from '@preact/signals'
import type { StopRow, ZoneRow } from '../contract'
import { api, ApiProblem } from '../kernel/api'
import { formatSpan } from '../kernel/clock'
import { lang, t } from '../kernel/i18n'
import { pull } from '../kernel/pull'
import type { Visit } from './board'
import { desk, part } from './ctrl'

export interface District { name: string; order_ids: string[]; expected_s: number; geometry: Record<string, unknown> }
/** As `GET /api/districts` tells it. */
export interface Proposal {
  on: string; couriers: number; zones: number; source: string; guessed: number; districts: District[]
}

export const proposal = signal<Proposal | null>(null)
/** How many waiting orders would get another zone. */
export const moves = signal<number | null>(null)
export const refused = signal<ApiProblem | null>(null)
export const taken = signal(false)
const PATIENCE_MS = 30_000

/** The proposal as a file that the import of zones takes. */
const fileOf = ({ districts }: Proposal): Blob => new Blob([JSON.stringify({
  type: 'FeatureCollection',
  features: districts.map(({ name, geometry }) => ({ type: 'Feature', properties: { name }, geometry })),
})], { type: 'application/geo+json' })

async function tried(work: () => Promise<void>): Promise<void> {
  refused.value = null
  try {
    await work()
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem
    refused.value = problem
  }
}

export function forget(): void {
  proposal.value = moves.value = refused.value = null
  taken.value = false
}

/** Proposes districts; nothing is changed by that. No count: one for each courier. */
export const propose = (on: string, count: number | null): Promise<void> => tried(async () => {
  forget()
  const many = count === null ? '' : `&count=${count}`
  const found = await api.get<Proposal>(`/api/districts?on=${on}${many}&lang=${lang.value}`, { timeout_ms: PATIENCE_MS })
  proposal.value = found
  moves.value = (await api.upload<{ moves: unknown[] }>('/api/zones/preview', fileOf(found))).moves.length
})

/** Makes them the hub's zones, instead of those in force. */
export const take = (): Promise<void> => tried(async () => {
  if (!proposal.value) return
  await api.upload('/api/import/zones', fileOf(proposal.value))
  taken.value = true
  void pull.now()
})

/** What the list says of each: its orders, its time. */
export const wordsOf = ({ order_ids, expected_s }: District): string =>
  t('dispatch.district_figures', { orders: order_ids.length, span: formatSpan(expected_s) })

const shown = computed(() => (part.value === 'districts' ? proposal.value : null))

/** The proposed districts as the map draws zones; null when none are looked at. */
export const proposedZones = computed((): ZoneRow[] | null => shown.value?.districts.map((one) => ({
  id: one.name, name: one.name, priority: 0, delivery_fee_minor: 0, geometry: one.geometry,
})) ?? null)

/** The orders shared out, each with the number of its district. */
export const proposedVisits = computed((): Visit[] | null => shown.value?.districts.flatMap(({ order_ids }, n) =>
  order_ids.map((id) => ({ stop: markOf(id, n), order: desk.value.orders.get(id), expected_at: null, late_s: 0 }))) ?? null)

const markOf = (order_id: string, n: number): StopRow => ({
  id: order_id, route_id: '', order_id, position: n, status: 'planned', arrive_at: null, leave_at: null, travel_s: 0, travel_m: 0,
  done_at: null, fail_reason: null, tender: null, collected_minor: null, locked: null,
})
