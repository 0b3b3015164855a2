/** How is a sheet counted and closed: which step comes next, what is the total, may it be closed? Pure. */
import type { CountRow } from '../contract'

/** How many of each coin or note, by its minor units. */
export type Pieces = ReadonlyMap<number, number>

export type Step = 'own-sheet' | 'count' | 'waiting' | 'counted' | 'closing' | 'closed'

export const MOST_PIECES = 100_000

/** Whole pieces as typed: '' is none; null when it is no count at all. */
export function parseCount(text: string): number | null {
  const clean = text.trim()
  if (clean === '') return 0
  if (!/^\d{1,6}$/.test(clean)) return null
  const count = Number(clean)
  return count <= MOST_PIECES ? count : null
}

/** The pieces with one denomination set; never below none nor above what a command may carry. */
export function withCount(pieces: Pieces, denomination: number, count: number): Pieces {
  const bounded = Math.min(Math.max(0, Math.trunc(count)), MOST_PIECES)
  return new Map(pieces).set(denomination, bounded)
}

/** What lies on the desk, in minor units. */
export function total(pieces: Pieces): number {
  let sum = 0
  for (const [denomination, count] of pieces) sum += denomination * count
  return sum
}

/** As a command carries them: only what was there, largest first. */
export function asArgs(pieces: Pieces): { denomination_minor: number; count: number }[] {
  return [...pieces]
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => b - a)
    .map(([denomination_minor, count]) => ({ denomination_minor, count }))
}

/** The last count of a route; one that was replaced by a newer one does not matter any more. */
export function currentCount(counts: Iterable<CountRow>, routeId: string): CountRow | null {
  return [...counts]
    .filter((count) => count.route_id === routeId && count.status !== 'replaced')
    .sort((a, b) => b.counted_at.localeCompare(a.counted_at) || b.id.localeCompare(a.id))[0] ?? null
}

/** What a screen knows about a sheet. */
export interface Situation {
  own: boolean
  routeStatus: string
  count: CountRow | null
  /** The cashier wants to count although there is a count, or the sheet is closed and money came late. */
  recounting: boolean
  /** Money came for this sheet after it was closed, and nobody has counted it. */
  late: boolean
  /** Names of this sheet's commands that still wait for the server's answer. */
  waiting: readonly string[]
}

/** The step of the desk. Nobody counts his own sheet; what is closed stays closed, and only what came late for
 * it can be counted, as a count of its own. */
export function stepOf({ own, routeStatus, count, recounting, late, waiting }: Situation): Step {
  const closed = count?.status === 'closed' || routeStatus === 'closed'
  const running = count?.status === 'counted'
  if (closed && !late) return 'closed'
  if (own) return closed ? 'closed' : 'own-sheet'
  if (waiting.includes('close_sheet')) return 'closing'
  if (waiting.includes('count_sheet')) return 'waiting'
  if (recounting) return 'count'
  if (running) return 'counted'
  return closed ? 'closed' : 'count'
}

/** What the close of a sheet still lacks; null when it may be closed. A difference is booked with a reason,
 * missing parcels are signed for with a word about them. */
export function lacks(count: CountRow | null, reason: string, missing: number, signed: boolean, comment: string):
'count' | 'reason' | 'signature' | 'comment' | null {
  if (count === null || count.status === 'closed') return 'count'
  if (count.difference_minor !== 0 && reason === '') return 'reason'
  if (missing > 0 && !signed) return 'signature'
  return missing > 0 && comment.trim() === '' ? 'comment' : null
}

/** short: money is missing; over: there is too much; even. */
export function verdict(difference_minor: number): 'short' | 'over' | 'even' {
  if (difference_minor === 0) return 'even'
  return difference_minor < 0 ? 'short' : 'over'
}
