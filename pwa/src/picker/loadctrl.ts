// How does the storekeeper load a route? Each parcel scanned is one mark; another route's is refused with its name.
import { computed, signal } from '@preact/signals'
import type { ParcelRow, RouteRow } from '../contract'
import { feedback } from '../kernel/feedback'
import { t } from '../kernel/i18n'
import { due, type Loading, loadingOf, scan, unpackedOf } from '../kernel/loading'
import { go } from '../kernel/route'
import { Wrong, wrongOf } from '../kernel/wrong'
import { mark, nameOf, parcelTitle, refuse, rows } from './ctrl'
import { byParcel, wayOf } from './rules'

/** The last parcel that went in before its turn: the route's id and the parcel. */
export const outOfTurn = signal<{ route_id: string; parcel: ParcelRow } | null>(null)

export interface RouteToLoad { route: RouteRow; at: Loading; unpacked: number }

const leaves = (route: RouteRow) => (route.depart_at ? Date.parse(route.depart_at) : Number.MAX_VALUE)

/** Routes that have not left, by departure. */
export const routesToLoad = computed<RouteToLoad[]>(() => [...rows.value.routes.values()]
  .filter((route) => route.status === 'published')
  .sort((a, b) => leaves(a) - leaves(b) || a.courier.localeCompare(b.courier))
  .map((route) => ({ route, at: loadingOf(rows.value, route.id), unpacked: unpackedOf(rows.value, route.id).length })))

export const parcelByCode = (code: string): ParcelRow | null => byParcel(rows.value.parcels.values(), code)

export async function load(routeId: string, code: string): Promise<void> {
  const at = loadingOf(rows.value, routeId)
  try {
    const found = scan(at, code)
    const parcel = parcelByCode(found.parcel.code)!
    if (!await mark('load_parcel', { parcel_id: parcel.id, route_id: routeId })) return
    outOfTurn.value = found.outOfTurn ? { route_id: routeId, parcel } : null
    const complete = !due(found.at).length && !unpackedOf(rows.value, routeId).length
    feedback(complete ? 'done' : 'ok', complete ? t('picker.said_loaded') : parcelTitle(parcel))
  } catch (wrong) {
    if (!(wrong instanceof Wrong)) throw wrong
    refuseParcel(routeId, at, wrong, code)
  }
}

function refuseParcel(routeId: string, at: Loading, wrong: Wrong, code: string): void {
  if (wrong.code === 'already-loaded-parcel') return feedback('already', nameOf(code)?.title)
  const next = parcelByCode(wrong.expected)
  refuse({
    expected: next ? { title: parcelTitle(next), code: next.code } : { title: t('picker.no_parcel_left'), code: '' },
    got: code, title: nameOf(code)?.title, retry: (right) => load(routeId, right),
    matches: (again) => wrongOf(() => scan(at, again)) === null,
  })
}

export const unload = (routeId: string, parcel: ParcelRow): Promise<string | null> =>
  mark('unload_parcel', { parcel_id: parcel.id, route_id: routeId })

/** Opens the route of any of its parcels; the scan that opens it loads nothing. */
export function openRoute(code: string): void {
  const parcel = parcelByCode(code)
  const route = parcel && wayOf(rows.value, parcel.order_id)?.route
  if (route?.status === 'published') {
    feedback('ok', route.courier)
    return go(`/load/${route.id}`)
  }
  const onNone = parcel ? t('picker.parcel_no_route', { parcel: parcelTitle(parcel) }) : nameOf(code)?.title
  refuse({ expected: { title: t('picker.parcel_of_a_route'), code: '' }, got: code, title: onNone, retry: openRoute,
    matches: (again) => routesToLoad.value.some(({ at }) => at.parcels.some((each) => each.code === parcelByCode(again)?.code)) })
}
