/** Which of a sheet's parcels are settled, and what does a scanned one mean at the desk? Pure. */
import type { DamagedUnits, ParcelStatus, UnitRow } from '../contract'
import { parse } from '../kernel/codes'

/** A parcel that left with the route. Nothing of it tells a sum. */
export interface SheetParcel {
  id: string; code: string; order_id: string; number: string; n: number; of: number; status: ParcelStatus; units: UnitRow[]
}

/** The parcels with those scanned in here, answered or not, already back. */
export const withReturns = (parcels: readonly SheetParcel[], returned: ReadonlySet<string>): SheetParcel[] =>
  parcels.map((parcel) => (returned.has(parcel.id) ? { ...parcel, status: 'back' } : parcel))

/** Neither handed over nor back: the courier still answers for them. */
export const missingOf = (parcels: readonly SheetParcel[]): SheetParcel[] => parcels.filter(({ status }) => status === 'out')

/** What a scan at an open sheet means: take a parcel back, open another sheet, or nothing here. */
export type Meaning = { kind: 'take' | 'already'; parcel: SheetParcel } | { kind: 'sheet' | 'foreign' | 'other'; code: string }

export function meaningOf(text: string, parcels: readonly SheetParcel[]): Meaning {
  const { kind, code } = parse(text)
  if (kind === 'sheet') return { kind: 'sheet', code }
  if (kind !== 'parcel') return { kind: 'other', code }
  const parcel = parcels.find((each) => each.code === code)
  if (!parcel) return { kind: 'foreign', code }
  return { kind: parcel.status === 'back' ? 'already' : 'take', parcel }
}

/** How many pieces of an item are damaged: never below none nor above what the parcel holds. */
export const withDamaged = (damaged: ReadonlyMap<string, number>, unit: UnitRow, count: number): Map<string, number> =>
  new Map(damaged).set(unit.sku, Math.min(Math.max(0, count), unit.quantity))

/** As the command carries them: only what is damaged. */
export const damagedArgs = (damaged: ReadonlyMap<string, number>): DamagedUnits[] =>
  [...damaged].filter(([, quantity]) => quantity > 0).map(([sku, quantity]) => ({ sku, quantity }))
