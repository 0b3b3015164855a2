// What is gathered next, and where does a picker stand in it? Tasks in the order of work; his place in a task. Pure.
import type { OrderRow, PickLineRow, PickStatus, RouteRow, ShortReason, TaskRow } from '../contract'
import { begin, type Picking, type PickLine } from './picking'
import type { Rows } from './rules'
import { wayOf } from './rules'

export interface Work { task: TaskRow; order: OrderRow; route: RouteRow | null; left: number; lines: number }

/** What is kept beside the rows so that a reload changes nothing: his place in the line he has begun. */
export interface Place { task_id: string; line_id: string; step: 'item' | 'tote'; taken: number; short: ShortReason | null }

/** A tote of such a task holds, or will hold, somebody's goods. */
const BUSY: ReadonlySet<PickStatus> = new Set<PickStatus>(['open', 'claimed', 'waiting', 'done', 'put-back'])

// What has no time comes last; Number.MAX_VALUE because Infinity - Infinity is no number to sort by.
const moment = (iso: string | null | undefined): number => (iso ? Date.parse(iso) : Number.MAX_VALUE)

/** Tasks of these statuses: his own first, then by departure of the route, then by the promised time (W2). */
export function workOf(rows: Rows, statuses: readonly PickStatus[], userId: string): Work[] {
  const found = [...rows.tasks.values()].filter((task) => statuses.includes(task.status)).flatMap((task): Work[] => {
    const order = rows.orders.get(task.order_id)
    const pieces = order?.lines ?? []
    const taken = pieces.reduce((sum, line) => sum + line.picked, 0)
    const all = pieces.reduce((sum, line) => sum + line.quantity, 0)
    return order ? [{ task, order, route: wayOf(rows, order.id)?.route ?? null, left: all - taken, lines: pieces.length }] : []
  })
  const mine = ({ task }: Work) => (isMine(task, userId) ? 0 : 1)
  return found.sort((a, b) => mine(a) - mine(b)
    || moment(a.route?.depart_at) - moment(b.route?.depart_at)
    || moment(a.order.window_from_at) - moment(b.order.window_from_at)
    || a.order.number.localeCompare(b.order.number))
}

export const isMine = (task: TaskRow, userId: string): boolean => task.status === 'claimed' && task.picker_id === userId

/** Codes of totes that are in use for other orders. */
export const foreignTotes = (tasks: Iterable<TaskRow>, taskId: string): string[] =>
  [...tasks].flatMap((task) => (task.id !== taskId && task.tote && BUSY.has(task.status) ? [task.tote] : []))

const lineOf = ({ id, bin, sku, codes, quantity }: PickLineRow): PickLine => ({ id, bin, sku, codes, quantity })

/** Where he stands. The line he has begun stays the first, even if the server has put others before it. */
export function standing(task: TaskRow, place: Place | null, foreign: readonly string[]): Picking {
  const open = task.lines.filter((line) => !line.done)
  const begun = place?.task_id === task.id ? open.find((line) => line.id === place.line_id) : undefined
  const lines = begun ? [begun, ...open.filter((line) => line !== begun)] : open
  const at = begin(lines.map(lineOf), task.tote, foreign)
  return begun ? { ...at, step: place!.step, taken: place!.taken, short: place!.short } : at
}

/** What to keep of where he stands; null where the rows say it all. */
export const placeOf = (task_id: string, { lines, step, taken, short }: Picking): Place | null =>
  (step === 'item' || step === 'tote' ? { task_id, line_id: lines[0]!.id, step, taken, short } : null)

/** Pieces of the order that nobody can say the bin of yet: reported short, no other line for them. */
export const lacking = (order: OrderRow): { name: string; sku: string; pieces: number }[] =>
  order.lines.filter((line) => line.picked < line.quantity)
    .map(({ name, sku, quantity, picked }) => ({ name, sku, pieces: quantity - picked }))
