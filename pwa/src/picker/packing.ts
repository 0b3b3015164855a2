// May this order be closed and labelled? Only after exactly its pieces were scanned, no more and no less. As
// warehouse/packing.py says, of which this is the mirror, over the contract's steps: tests/contract/packing.json. Pure.
import { PACK_STEPS, type PackStep } from '../contract'
import { Wrong } from '../kernel/wrong'
import { isItem } from './picking'

/** An order wants `quantity` of an item; `codes` are what its barcodes may say. */
export interface PackLine { sku: string; codes: readonly string[]; quantity: number }

/** The order's lines, and the SKUs scanned into each parcel so far (one per piece, the last is open). */
export interface Packing {
  lines: readonly PackLine[]
  parcels: readonly (readonly string[])[]
  step: PackStep
}

export const begin = (lines: readonly PackLine[]): Packing => ({ lines, parcels: [[]], step: 'item' })

const step = (at: Packing, action: string): PackStep => {
  const next = PACK_STEPS[at.step]?.[action]
  if (!next) throw new Error(`no step ${at.step} ${action}`)
  return next
}

const total = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, n) => sum + n, 0)

/** Pieces by SKU; an order may name one item on several lines. */
export function wanted(lines: readonly PackLine[]): Map<string, number> {
  const found = new Map<string, number>()
  for (const { sku, quantity } of lines) found.set(sku, (found.get(sku) ?? 0) + quantity)
  return found
}

/** Pieces by SKU of one parcel, as the command carries them. */
export function unitsOf(parcel: readonly string[]): Record<string, number> {
  const units: Record<string, number> = {}
  for (const sku of parcel) units[sku] = (units[sku] ?? 0) + 1
  return units
}

/** Pieces still to scan by SKU, those that are in left out. */
export function left(at: Packing): Map<string, number> {
  const packed = unitsOf(at.parcels.flat())
  return new Map([...wanted(at.lines)].map(([sku, n]) => [sku, n - (packed[sku] ?? 0)] as const).filter(([, n]) => n > 0))
}

const missing = (at: Packing): string => [...left(at).keys()].sort().join(', ')

/** The state after a piece was scanned into the open parcel; throws Wrong, and nothing has changed. */
export function scan(at: Packing, text: string): Packing {
  if (at.step === 'done') throw new Wrong('nothing-to-scan', '', text)
  const fitting = at.lines.filter((line) => isItem(line.codes, text))
  if (!fitting.length) throw new Wrong('not-of-this-order', missing(at), text)
  const lacking = left(at)
  const line = fitting.find(({ sku }) => lacking.has(sku))
  if (!line) {
    const { sku } = fitting[0]!
    throw new Wrong('one-too-many', String(wanted(at.lines).get(sku)), sku)
  }
  const parcels = [...at.parcels.slice(0, -1), [...at.parcels.at(-1)!, line.sku]]
  return { ...at, parcels, step: step(at, total(lacking) === 1 ? 'last-item' : 'item') }
}

/** Close the open box and begin another; throws Wrong while the open one is empty. */
export function nextParcel(at: Packing): Packing {
  if (at.step !== 'item' || !at.parcels.at(-1)!.length) throw new Wrong('parcel-empty')
  return { ...at, parcels: [...at.parcels, []], step: step(at, 'next-parcel') }
}

/** Everything is in. Throws Wrong while something is missing. */
export function close(at: Packing): Packing {
  if (at.step !== 'close') throw new Wrong('pieces-missing', missing(at))
  return { ...at, step: step(at, 'close') }
}
