// How is an order gathered? Bin, item, tote, line by line; a wrong scan changes nothing. As warehouse/picking.py
// says, of which this is the mirror, over the contract's steps: tests/contract/picking.json. Pure.
import { PICK_STEPS, type PickStep, type ShortReason } from '../contract'
import { canonical, parse, sameCode } from '../kernel/codes'
import { Wrong } from '../kernel/wrong'

/** Take `quantity` of an item from a bin; `codes` are what its barcodes may say. */
export interface PickLine { id: string; bin: string; sku: string; codes: readonly string[]; quantity: number }

/** Where a picker stands in a task: `lines` still to take, in walking order; `taken` of the first. */
export interface Picking {
  lines: readonly PickLine[]
  tote: string | null // null until the first tote was scanned
  foreign_totes: readonly string[] // in use for other orders
  step: PickStep
  taken: number
  short: ShortReason | null // less than asked: what was found is on its way into the tote
}

/** A finished line: what the command `pick_line` carries (`short` set: the rest is not there). */
export interface Picked { line_id: string; quantity: number; tote: string | null; short: ShortReason | null }
export interface Scanned { at: Picking; picked: Picked | null }

/** A task as it is claimed, or found again after a restart. */
export const begin = (lines: readonly PickLine[], tote: string | null = null,
  foreign_totes: readonly string[] = []): Picking =>
  ({ lines, tote, foreign_totes, step: lines.length ? 'bin' : 'done', taken: 0, short: null })

const step = (at: Picking, action: string): PickStep => {
  const next = PICK_STEPS[at.step]?.[action]
  if (!next) throw new Error(`no step ${at.step} ${action}`)
  return next
}

/** The state after a scan, and the line that it finished; throws Wrong, and then nothing has changed. */
export function scan(at: Picking, text: string): Scanned {
  const line = at.lines[0]
  if (at.step === 'done' || !line) throw new Wrong('nothing-to-scan', '', text)
  if (at.step === 'bin') {
    if (!canonical(text) || !sameCode(line.bin, text)) throw new Wrong('wrong-bin', line.bin, text)
    return { at: { ...at, step: step(at, 'bin') }, picked: null }
  }
  if (at.step === 'item') {
    if (!isItem(line.codes, text)) throw new Wrong('wrong-item', line.sku, text)
    const taken = at.taken + 1
    return { at: { ...at, step: step(at, taken === line.quantity ? 'last-item' : 'item'), taken }, picked: null }
  }
  return intoTote(at, line, text)
}

function intoTote(at: Picking, line: PickLine, text: string): Scanned {
  const { kind, code } = parse(text)
  if (kind !== 'tote') throw new Wrong('not-a-tote', at.tote ?? '', text)
  if (at.tote !== null && code !== at.tote) throw new Wrong('wrong-tote', at.tote, code)
  if (at.foreign_totes.includes(code)) throw new Wrong('tote-of-other-order', at.tote ?? '', code)
  return { at: next(at, 'tote', code), picked: { line_id: line.id, quantity: at.taken, tote: code, short: at.short } }
}

/** Less is there than asked. With nothing taken the line is over; else what was taken goes into the tote. */
export function reportShort(at: Picking, reason: ShortReason): Scanned {
  const line = at.lines[0]
  if ((at.step !== 'bin' && at.step !== 'item') || !line) throw new Wrong('nothing-is-short')
  if (at.taken) return { at: { ...at, step: step(at, 'short-some'), short: reason }, picked: null }
  return { at: next(at, 'short', at.tote), picked: { line_id: line.id, quantity: 0, tote: at.tote, short: reason } }
}

function next(at: Picking, action: string, tote: string | null): Picking {
  const lines = at.lines.slice(1)
  return { ...at, lines, tote, step: step(at, lines.length ? action : `last-${action}`), taken: 0, short: null }
}

/** Is this scan one of an item's codes? Items without a barcode are scanned by their SKU label. */
export function isItem(codes: readonly string[], text: string): boolean {
  const scanned = canonical(text)
  return scanned !== '' && codes.some((code) => canonical(code) === scanned)
}
