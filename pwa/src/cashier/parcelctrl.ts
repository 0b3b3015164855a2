// How do parcels come back over the desk? Scanned, said to be whole or damaged, written down; and the day's state.
import { computed, signal } from '@preact/signals'
import { today } from '../kernel/clock'
import { parse } from '../kernel/codes'
import { feedback } from '../kernel/feedback'
import { t } from '../kernel/i18n'
import { outbox } from '../kernel/outbox'
import { pull } from '../kernel/pull'
import { tables } from '../kernel/store'
import type { Thing } from '../kernel/ui/wrongscan'
import { code, openSheet, own, readSheet, routeId, sheet } from './ctrl'
import { dayOf } from './day'
import { damagedArgs, meaningOf, missingOf, type SheetParcel, withReturns } from './parcels'

const returned = computed(() => new Set(outbox.unsettled.value.filter((each) => each.name === 'return_goods')
  .map((each) => String(each.args.parcel_id))))
export const parcels = computed(() => withReturns(sheet.value?.parcels ?? [], returned.value))
export const missing = computed(() => missingOf(parcels.value))
/** Parcels of this route that the pulled rows still have outside; when they change, the sheet is read again. */
export const outside = computed(() => [...tables.parcels.value.values()]
  .filter((parcel) => parcel.route_id === routeId.value && parcel.status === 'out').map((parcel) => parcel.id).sort().join())

export const day = computed(() =>
  dayOf(tables.routes.value.values(), tables.parcels.value.values(), tables.discrepancies.value.values(), today()))

/** The parcel that lies on the desk and is asked about. */
export const asked = signal<SheetParcel | null>(null)
export const damaged = signal<ReadonlyMap<string, number>>(new Map())
export const refused = signal<{ expected: Thing; got: { title?: string; code: string } } | null>(null)

export const titleOf = ({ number, n, of }: SheetParcel): string => t('cashier.parcel_of', { number, n, of })

/** What a wrong code is, as far as the desk knows. */
export const nameOf = (text: string): { title: string } =>
  ({ title: t(parse(text).kind === 'parcel' ? 'cashier.parcel_foreign' : 'cashier.no_parcel') })

export const fits = (text: string): boolean => ['take', 'sheet'].includes(meaningOf(text, parcels.value).kind)

/** A scan while a sheet is open. */
export function scanned(text: string): void {
  const meant = meaningOf(text, parcels.value)
  if (meant.kind === 'sheet') return openSheet(meant.code)
  if (meant.kind === 'already') return feedback('already', titleOf(meant.parcel))
  if (meant.kind === 'take' && !own.value) return ask(meant.parcel)
  const [next] = missing.value
  feedback('wrong')
  refused.value = {
    expected: next ? { title: titleOf(next), code: next.code } : { title: t('cashier.no_parcel_missing'), code: '' },
    got: { ...nameOf(text), code: parse(text).code },
  }
}

/** The same parcel again says yes; another one waits until this one is decided. */
function ask(parcel: SheetParcel): void {
  if (asked.value && asked.value.id !== parcel.id) return feedback('wrong', t('cashier.first_decide', { parcel: titleOf(asked.value) }))
  if (asked.value) return void takeBack()
  damaged.value = new Map()
  asked.value = parcel
}

/** The parcel asked about is in the building: what is damaged apart, the rest onto the shelf of returns. */
export async function takeBack(): Promise<void> {
  const parcel = asked.value
  if (!parcel) return
  asked.value = null
  const id = await outbox.add('return_goods', {
    order_id: parcel.order_id, parcel_id: parcel.id, bin_id: null, damaged: damagedArgs(damaged.value),
  })
  feedback(missing.value.length ? 'ok' : 'done', titleOf(parcel))
  await outbox.result(id)
  await pull.now()
  if (code.value) await readSheet(code.value)
}

/** Signed: somebody looked into it, and says what came of it. */
export async function sign(discrepancy_id: string, comment: string): Promise<void> {
  const id = await outbox.add('resolve_discrepancy', { discrepancy_id, comment })
  await outbox.result(id)
  await pull.now()
}
