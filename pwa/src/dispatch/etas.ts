// When will a courier be at the doors still ahead? Asked of the server for each route that is looked at.
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { RouteRow } from '../contract'
import { api, ApiProblem } from '../kernel/api'
import { ago, formatTime } from '../kernel/clock'
import { t } from '../kernel/i18n'

/** As `GET /api/routes/<id>/etas` tells it. */
export interface Eta {
  stop_id: string
  arrive_at: string
  start_at: string
  earliest_at: string
  latest_at: string
  late_s: number
  age_s: number
}
interface Etas { route_id: string; at: string; seen: { what: 'start' | 'mark' | 'fix'; at: string } | null; etas: Eta[] }

const EVERY_MS = 20_000
const told = signal<ReadonlyMap<string, Etas>>(new Map())

/** What was last told of a stop; nothing while nobody looks at its route, or it is not under way. */
export const etaOf = (routeId: string, stopId: string): Eta | null =>
  told.value.get(routeId)?.etas.find((one) => one.stop_id === stopId) ?? null

async function ask(routeId: string): Promise<void> {
  try {
    const found = await api.get<Etas>(`/api/routes/${routeId}/etas`)
    told.value = new Map(told.value).set(routeId, found)
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem // what was told stays, and says how old it is
  }
}

function forget(routeId: string): void {
  const rest = new Map(told.value)
  if (rest.delete(routeId)) told.value = rest
}

/** Keeps a route's ETAs fresh while it is looked at: at once after each mark, else three times a minute. */
export function useEtas(route: RouteRow, done: number, looking = true): void {
  const wanted = looking && route.status === 'started'
  useEffect(() => {
    if (!wanted) return forget(route.id)
    void ask(route.id)
    const asking = setInterval(() => { if (!document.hidden) void ask(route.id) }, EVERY_MS)
    return () => clearInterval(asking)
  }, [route.id, wanted, done, route.return_at])
}

/** "14:20 (14:10–14:40)". */
export const etaWords = ({ start_at, earliest_at, latest_at }: Eta): string =>
  t('dispatch.eta', { time: formatTime(start_at), from: formatTime(earliest_at), to: formatTime(latest_at) })

/** "Expected times: from his last mark, 3 min ago"; grows older by itself. */
export function etaSource(routeId: string): string | null {
  const found = told.value.get(routeId)
  if (!found?.seen || !found.etas.length) return null
  return t(`dispatch.eta_from.${found.seen.what}`, { ago: ago(found.seen.at) })
}
