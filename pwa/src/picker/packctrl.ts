// How does a phone pack? The pieces scanned so far are kept; closing asks the server, and only then there is a label.
import { computed, signal } from '@preact/signals'
import type { OrderRow } from '../contract'
import { getMeta, putMeta } from '../kernel/db'
import { feedback } from '../kernel/feedback'
import { t } from '../kernel/i18n'
import { newId } from '../kernel/ids'
import { outbox } from '../kernel/outbox'
import { pull } from '../kernel/pull'
import { go } from '../kernel/route'
import { Wrong } from '../kernel/wrong'
import { itemOf, mark, me, nameOf, refuse, rows } from './ctrl'
import { begin, close, left, nextParcel, type PackLine, type Packing, scan, unitsOf } from './packing'
import { isItem } from './picking'
import { byNumber, byParcel, byTote, taskOf } from './rules'
import { workOf } from './work'

const KEY = 'picker.packing'
type Begun = Pick<Packing, 'parcels' | 'step'> & { command_id?: string }
const begun = signal<Record<string, Begun>>({}) // by order

export const gathered = computed(() => workOf(rows.value, ['done'], me.value))

/** Reads what was scanned into parcels that are not closed; what was packed meanwhile is forgotten. */
export async function openPacking(): Promise<void> {
  const kept = (await getMeta<Record<string, Begun>>(KEY)) ?? {}
  begun.value = Object.fromEntries(Object.entries(kept).filter(([id]) => rows.value.orders.get(id)?.status === 'picking'))
}

const linesOf = (order: OrderRow): PackLine[] => order.lines.map(({ sku, gtin, quantity }) =>
  ({ sku, quantity, codes: itemOf(sku)?.codes ?? [sku, ...(gtin ? [gtin] : [])] }))

export const packing = (order: OrderRow): Packing => ({ ...begin(linesOf(order)), ...begun.value[order.id] })

export type Closing = 'no' | 'sent' | 'refused'

/** What became of closing: not asked, on its way, or refused by the server. */
export function closing(orderId: string): Closing {
  const id = begun.value[orderId]?.command_id
  const outcome = id ? outbox.outcomes.value.get(id)?.outcome : undefined
  if (!id) return 'no'
  return !outcome || outcome === 'applied' || outcome === 'flagged' ? 'sent' : 'refused'
}

async function keep(orderId: string, { parcels, step }: Packing, command_id?: string): Promise<void> {
  begun.value = { ...begun.value, [orderId]: { parcels, step, command_id } }
  await putMeta(KEY, begun.value)
}

/** Takes the pieces out again: nothing was closed. */
export async function beginAgain(order: OrderRow): Promise<void> {
  await keep(order.id, begin(linesOf(order)))
}

export async function pack(order: OrderRow, code: string): Promise<void> {
  const at = packing(order)
  try {
    const next = scan(at, code)
    const n = next.parcels.flat().length
    if (next.step === 'close') feedback('done', t('picker.said_packed'))
    else feedback('ok', t('picker.said_n', { n, of: n + sumLeft(next) }))
    await keep(order.id, next)
  } catch (wrong) {
    if (!(wrong instanceof Wrong)) throw wrong
    refusePiece(order, at, wrong, code)
  }
}

const sumLeft = (at: Packing): number => [...left(at).values()].reduce((sum, n) => sum + n, 0)

function refusePiece(order: OrderRow, at: Packing, wrong: Wrong, code: string): void {
  const [sku] = left(at).keys()
  const line = order.lines.find((each) => each.sku === sku)
  const tooMany = wrong.code === 'one-too-many' || !line
  const title = tooMany ? t('picker.no_more_of_it') : line.name
  refuse({
    expected: { title, code: tooMany ? '' : line.sku, picture: tooMany ? null : itemOf(line.sku)?.picture }, got: code,
    title: tooMany ? undefined : nameOf(code)?.title,
    matches: (again) => at.lines.some((each) => left(at).has(each.sku) && isItem(each.codes, again)),
    retry: (right) => pack(order, right),
  })
}

export async function anotherParcel(order: OrderRow): Promise<void> {
  await keep(order.id, nextParcel(packing(order)))
}

/** Asks the server to close the parcels; it looks again, and only then there are labels. */
export async function closeParcels(order: OrderRow): Promise<void> {
  const at = packing(order)
  close(at)
  const parcels = at.parcels.map((parcel) => ({ parcel_id: newId(), units: unitsOf(parcel) }))
  const id = await mark('pack_order', { order_id: order.id, parcels })
  if (!id) return
  await keep(order.id, at, id)
  const { outcome } = await outbox.result(id)
  if (outcome === 'applied') await pull.now()
  else feedback('wrong')
}

/** Opens the order of a scanned tote, number or parcel; says why not. */
export function openPack(code: string): void {
  const all = rows.value
  const task = byTote(all.tasks.values(), code)
  const parcel = byParcel(all.parcels.values(), code)
  const order = all.orders.get(task?.order_id ?? parcel?.order_id ?? '') ?? byNumber(all.orders.values(), code)
  const status = order && (taskOf(all, order.id)?.status ?? order.status)
  if (order && (status === 'done' || order.status === 'packed')) {
    feedback('ok', order.number)
    return go(`/pack/${order.id}`)
  }
  const got = order ? t('picker.not_gathered_yet', { number: order.number, status: t(`picker.task.${status}`) }) : undefined
  refuse({ expected: { title: t('picker.gathered_tote'), code: '' }, got: code, title: got ?? nameOf(code)?.title,
    matches: (again) => byTote(all.tasks.values(), again)?.status === 'done', retry: openPack })
}
