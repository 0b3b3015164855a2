// How does the courier load? Each parcel scanned is one mark; what does not belong here is refused, loud and red.
import { signal } from '@preact/signals'
import type { OrderRow, ParcelRow } from '../contract'
import { parse } from '../kernel/codes'
import { feedback } from '../kernel/feedback'
import { t } from '../kernel/i18n'
import { due, scan } from '../kernel/loading'
import type { Thing } from '../kernel/ui/wrongscan'
import { Wrong, wrongOf } from '../kernel/wrong'
import { loadOf } from './carried'
import { mark, rows } from './ctrl'
import { parcelsOf } from './rules'

/** A wrong scan that he has not acknowledged yet, and what to do with the right one. */
export const refused = signal<{
  expected: Thing; got: { title?: string; code: string }; matches: (code: string) => boolean; retry: (code: string) => unknown
} | null>(null)
/** The last parcel that went in before its turn: the route's id and the parcel. */
export const outOfTurn = signal<{ route_id: string; parcel: ParcelRow } | null>(null)

export const parcelByCode = (text: string): ParcelRow | undefined => {
  const { code } = parse(text)
  return [...rows.value.parcels.values()].find((parcel) => parcel.code === code)
}

/** Whose parcel, and which of how many. */
export const titleOf = ({ order_id, n, of }: ParcelRow): string =>
  t('courier.parcel_of', { number: rows.value.orders.get(order_id)?.number ?? '?', n, of })

/** What a wrong code is, as far as this phone knows. */
export function nameOf(text: string): { title: string } {
  const found = parcelByCode(text)
  if (found) return { title: titleOf(found) }
  return { title: t(parse(text).kind === 'parcel' ? 'courier.parcel_of_others' : 'courier.no_parcel') }
}

export async function load(route_id: string, text: string): Promise<void> {
  const { at, unpacked } = loadOf(rows.value, route_id)
  try {
    const found = scan(at, text)
    const parcel = parcelByCode(found.parcel.code)!
    if (!await mark('load_parcel', { parcel_id: parcel.id, route_id })) return
    outOfTurn.value = found.outOfTurn ? { route_id, parcel } : null
    const whole = !due(found.at).length && !unpacked.length
    feedback(whole ? 'done' : 'ok', whole ? t('courier.all_loaded') : titleOf(parcel))
  } catch (wrong) {
    if (!(wrong instanceof Wrong)) throw wrong
    if (wrong.code === 'already-loaded-parcel') return feedback('already', nameOf(text).title)
    refuse(route_id, wrong, text)
  }
}

function refuse(route_id: string, wrong: Wrong, text: string): void {
  const next = parcelByCode(wrong.expected)
  feedback('wrong')
  refused.value = {
    expected: next ? { title: titleOf(next), code: next.code } : { title: t('courier.no_parcel_left'), code: '' },
    got: { ...nameOf(text), code: parse(text).code },
    matches: (code) => wrongOf(() => scan(loadOf(rows.value, route_id).at, code)) === null,
    retry: (code) => load(route_id, code),
  }
}

export const unload = (route_id: string, parcel: ParcelRow): Promise<boolean> =>
  mark('unload_parcel', { parcel_id: parcel.id, route_id })

/** The part of an order that is in comes off again. */
export async function unloadOrder(route_id: string, order: OrderRow): Promise<void> {
  for (const parcel of parcelsOf(rows.value, order.id)) {
    if (parcel.status === 'loaded' && parcel.route_id === route_id && !await unload(route_id, parcel)) return
  }
}
