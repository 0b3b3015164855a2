// Which sheet lies on the desk, how far is its count, and what does the cashier do next? State and actions.
import { computed, signal } from '@preact/signals'
import { DENOMINATIONS, type CountReason, type CountRow, type OrderStatus, type RouteStatus } from '../contract'
import { api, ApiProblem } from '../kernel/api'
import { parse } from '../kernel/codes'
import { newId } from '../kernel/ids'
import { outbox } from '../kernel/outbox'
import { pull } from '../kernel/pull'
import { go, path } from '../kernel/route'
import { session } from '../kernel/session'
import { tables } from '../kernel/store'
import type { SheetParcel } from './parcels'
import { asArgs, currentCount, stepOf, type Pieces } from './rules'

export interface SheetOrder { id: string; number: string; address: string | null; status: OrderStatus; tender: string | null }
/** What the desk may know before it has counted: no sums. */
export interface DeskSheet {
  route_id: string; courier_id: string; courier: string; on: string; status: RouteStatus
  orders: SheetOrder[]; parcels: SheetParcel[]; parcels_missing: number; counts: CountRow[]; missing_marks: number
  queue: { length: number; oldest_at: string | null } | null
}

/** The code of the open sheet, from the address; null on the first screen. */
export const code = computed<string | null>(() => {
  const [, where, text] = path.value.split('/')
  return where === 'sheet' && text ? decodeURIComponent(text) : null
})
let readCode: string | null = null

/** However it was typed or scanned, the screen shows a sheet's code as it is printed. */
export const openSheet = (text: string): void => go(`/sheet/${encodeURIComponent(parse(text).code)}`)
export const leaveSheet = (): void => {
  readCode = null
  go('/')
}

export const sheet = signal<DeskSheet | null>(null)
export const problem = signal<ApiProblem | null>(null)
export const pieces = signal<Pieces>(new Map())
export const recounting = signal(false)
export const reason = signal<CountReason | ''>('')
export const comment = signal('')
/** The cashier signs for what is missing of the parcels. */
export const signing = signal(false)

function reset(): void {
  pieces.value = new Map()
  recounting.value = false
  reason.value = ''
  comment.value = ''
  signing.value = false
}

/** Reads the sheet of a code; another sheet starts with nothing of the one before it. */
export async function readSheet(text: string): Promise<void> {
  problem.value = null
  if (readCode !== text) {
    readCode = text
    sheet.value = null
    reset()
  }
  try {
    const read = await api.get<DeskSheet>(`/api/sheets/${encodeURIComponent(text)}`)
    if (code.value === text) sheet.value = read
  } catch (caught) {
    if (!(caught instanceof ApiProblem)) throw caught
    if (code.value === text) problem.value = caught
  }
}

// What follows from the sheet, the pulled rows and what still waits to be answered ---------------------------

export const routeId = computed(() => sheet.value?.route_id ?? '')
const counts = computed(() => {
  const all = new Map((sheet.value?.counts ?? []).map((count) => [count.id, count]))
  for (const count of tables.counts.value.values()) all.set(count.id, count)
  return [...all.values()]
})
export const count = computed(() => currentCount(counts.value, routeId.value))
/** Counts of this sheet that were closed before the present one: the first, when late money was counted. */
export const earlier = computed(() => counts.value.filter((other) =>
  other.route_id === routeId.value && other.status === 'closed' && other.id !== count.value?.id))
export const routeStatus = computed(() => tables.routes.value.get(routeId.value)?.status ?? sheet.value?.status ?? '')
export const currency = computed(() => session.hub.value?.currency ?? 'EUR')

/** Pieces to count by; a currency we have no table for gets the 1-2-5 series, as on the server. */
export const denominations = computed<number[]>(() =>
  DENOMINATIONS[currency.value] ?? [5, 4, 3, 2, 1, 0].flatMap((e) => [5, 2, 1].map((m) => m * 10 ** e)))

const countIds = computed(() => new Set(counts.value.filter((c) => c.route_id === routeId.value).map((c) => c.id)))
/** Names of this sheet's commands whose effect is not in the rows yet. */
const waiting = computed(() =>
  outbox.unsettled.value
    .filter(({ name, args }) =>
      (name === 'count_sheet' && args.route_id === routeId.value && !countIds.value.has(String(args.count_id)))
      || (name === 'close_sheet' && countIds.value.has(String(args.count_id))))
    .map(({ name }) => name))

const open = computed(() => [...tables.discrepancies.value.values()].filter((d) => d.resolved_at === null))
export const own = computed(() => sheet.value?.courier_id === session.user.value?.id)
/** Money came for this sheet after it was closed, and nobody has settled it yet. */
export const late = computed(() => open.value.some((d) => d.kind === 'after-close' && d.route_id === routeId.value))

export const step = computed(() => stepOf({
  own: own.value, routeStatus: routeStatus.value, count: count.value, recounting: recounting.value,
  late: late.value, waiting: waiting.value,
}))

// Actions --------------------------------------------------------------------------------------------------

/** The count is entered; only the server's answer shows what was expected. */
export async function countSheet(): Promise<void> {
  const current = sheet.value
  if (!current) return
  const id = await outbox.add('count_sheet', {
    count_id: newId(), route_id: current.route_id, currency: currency.value, pieces: asArgs(pieces.value),
  })
  recounting.value = false
  await outbox.result(id)
  await pull.now()
  if (code.value) await readSheet(code.value)
}

const closing = new Set<string>()

/** Closes a count once, however often the button is pressed. */
export async function closeSheet(): Promise<void> {
  const current = count.value
  if (!current || closing.has(current.id)) return
  closing.add(current.id)
  try {
    const id = await outbox.add('close_sheet', {
      count_id: current.id, reason: current.difference_minor === 0 || reason.value === '' ? null : reason.value,
      parcels_signed: signing.value, comment: comment.value.trim() || null,
    })
    await outbox.result(id)
    await pull.now()
    if (code.value) await readSheet(code.value)
  } finally {
    closing.delete(current.id)
  }
}

export function countAgain(): void {
  pieces.value = new Map()
  reason.value = ''
  comment.value = ''
  recounting.value = true
}
