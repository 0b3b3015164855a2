// What does the map show, and what is looked for in the table beside it? State and its answers.
import { computed, signal, type ReadonlySignal } from '@preact/signals'
import { api, ApiProblem } from '../kernel/api'
import { formatSpan } from '../kernel/clock'
import type { Lane, Visit } from './board'
import { couriers, lanes, onShift, tab, today, todaysLanes, zones } from './ctrl'
import { proposedVisits, proposedZones } from './districts'
import { ageOfCourier, positions } from './live'
import { placeAt, placeOf, type CourierAt, type Chosen, type Look, type Place, type Track } from './places'
import { ALL_STOPS, filterLines, stopLines, type MapFilter } from './rows'

// The table ------------------------------------------------------------------------------------------------

export const mapFilter = signal<MapFilter>(ALL_STOPS)
export const lines = computed(() => stopLines(todaysLanes.value))
export const shownLines = computed(() => filterLines(lines.value, mapFilter.value))
export const lateCount = computed(() => filterLines(lines.value, { ...ALL_STOPS, late: true }).length)

const picked = signal<Chosen | null>(null)
export const chosen: ReadonlySignal<Chosen | null> = picked
export const chosenLine = computed(() => {
  const one = picked.value
  return one?.kind === 'stop' ? lines.value.find((line) => line.stop.id === one.id) ?? null : null
})

export function setMapFilter(change: Partial<MapFilter>): void {
  mapFilter.value = { ...mapFilter.value, ...change }
  if (change.courier !== undefined) track.value = null
  const gone = picked.value?.kind === 'stop' && !shownLines.value.some((line) => line.stop.id === picked.value?.id)
  if (gone) picked.value = null
}

/** Chooses a stop or a courier, in the table or on the map; a courier's stops alone are listed then. */
export function choose(pick: Chosen | null): void {
  picked.value = pick
  if (pick?.kind === 'courier') setMapFilter({ courier: pick.id })
}

// The map --------------------------------------------------------------------------------------------------

/** What one map draws: routes in the order of their colours, those of them in sight, people, what is chosen. */
export interface Scene {
  lanes: readonly Lane[]
  shown: (lane: Lane) => boolean
  visits: readonly Visit[]
  couriers: readonly CourierAt[]
  chosen: { pick: Chosen; at: Place } | null
}

/** Ages in steps, so that a label does not change with every second. */
const coarse = (seconds: number): number => (seconds < 60 ? Math.floor(seconds / 10) * 10 : seconds)

const couriersAt = computed((): CourierAt[] => couriers.value.flatMap((courier) => {
  const seen = positions.value.get(courier.id)
  if (!seen) return []
  const { seconds, age } = ageOfCourier(courier.id)
  const look: Look = onShift.value.has(courier.id) ? age : 'off'
  const words = `${courier.name}\n${formatSpan(coarse(seconds ?? 0))}`
  return { courier, lat: seen.lat, lon: seen.lon, look, words }
}))

const chosenAt = computed((): Scene['chosen'] => {
  const pick = picked.value
  if (!pick) return null
  const at = pick.kind === 'courier' ? couriersAt.value.find(({ courier }) => courier.id === pick.id)
    : chosenLine.value && placeOf(chosenLine.value)
  return at ? { pick, at } : null
})

/** The day as it goes, as far as it passes the filter. */
const ofDay = computed((): Scene => {
  const { courier } = mapFilter.value
  const seen = new Set(shownLines.value.map((line) => line.route.id))
  return {
    lanes: todaysLanes.value,
    shown: (lane) => seen.has(lane.route.id),
    visits: shownLines.value,
    couriers: couriersAt.value.filter((one) => courier === '' || one.courier.id === courier),
    chosen: chosenAt.value,
  }
})

const all = (of: readonly Lane[]): Scene => ({
  lanes: of, shown: () => true, visits: of.flatMap((lane) => lane.visits), couriers: couriersAt.value, chosen: null,
})

/** By the open part of the desk: the plan being made, everybody, or what was filtered. */
export const scene = computed((): Scene =>
  proposedVisits.value ? { ...all([]), visits: proposedVisits.value, couriers: [] } :
  tab.value === 'map' ? ofDay.value : all(tab.value === 'plan' ? lanes.value : todaysLanes.value))

/** The zones in force, or the districts that are looked at before anybody takes them. */
export const drawnZones = computed(() => proposedZones.value ?? zones.value)

// A courier's way ------------------------------------------------------------------------------------------

export const track = signal<Track | null>(null)
export const trackFailed = signal(false)
/** The moment looked at on the slider, ms; null: none. */
export const moment = signal<number | null>(null)
/** A way belongs to the map of the day alone. */
export const shownTrack = computed(() => (tab.value === 'map' ? track.value : null))
export const momentPlace = computed(() =>
  shownTrack.value && moment.value !== null ? placeAt(shownTrack.value, moment.value) : null)

export async function openTrack(courierId: string): Promise<void> {
  trackFailed.value = false
  try {
    const found = await api.get<Track>(`/api/couriers/${courierId}/track?on=${today.value}`)
    track.value = found
    moment.value = null
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem
    trackFailed.value = true
  }
}

export const closeTrack = (): void => { track.value = null }
