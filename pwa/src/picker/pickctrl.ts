// How does a picker's phone gather? Claims ask the server; every scan inside a task is judged and kept here.
import { computed, effect, signal } from '@preact/signals'
import type { CommandArgs, CommandName, ShortReason, TaskRow } from '../contract'
import { reachable } from '../kernel/api'
import { canonical, sameCode } from '../kernel/codes'
import { getMeta, putMeta } from '../kernel/db'
import { feedback } from '../kernel/feedback'
import { t } from '../kernel/i18n'
import { outbox } from '../kernel/outbox'
import { pull } from '../kernel/pull'
import { go } from '../kernel/route'
import { say } from '../kernel/ui'
import type { Thing } from '../kernel/ui/wrongscan'
import { sayProblem } from '../kernel/words'
import { Wrong } from '../kernel/wrong'
import { itemOf, mark, me, notSaved, refuse, rows, tab } from './ctrl'
import { isItem, type Picking, reportShort, scan, type Scanned } from './picking'
import { foreignTotes, isMine, type Place, placeOf, standing, workOf } from './work'

// The names of what is kept beside the rows; a phone may have several users.
const PLACE = 'picker.place'
const HELD = 'picker.held'

const places = signal<Record<string, Place | null>>({}) // by user
/** Tasks he has begun on this phone: task id -> order number. What another has of these was taken over. */
const held = signal<Record<string, string>>({})
/** A claim that the server has not answered yet. */
export const asking = signal(false)

export const work = computed(() => workOf(rows.value, ['open', 'claimed', 'waiting'], me.value))
export const own = computed(() => work.value.filter(({ task }) => isMine(task, me.value)))

export function picking(task: TaskRow): Picking {
  return standing(task, places.value[me.value] ?? null, foreignTotes(rows.value.tasks.values(), task.id))
}

/** Reads where he stood; from then on what is taken over by others is noticed. */
export async function openPicking(): Promise<() => void> {
  places.value = (await getMeta<Record<string, Place | null>>(PLACE)) ?? {}
  held.value = (await getMeta<Record<string, string>>(HELD)) ?? {}
  return effect(() => {
    const mine = own.value.filter(({ task }) => !(task.id in held.peek()))
    if (mine.length) hold(Object.fromEntries([...Object.entries(held.peek()), ...mine.map(({ task, order }) => [task.id, order.number])]))
  })
}

function hold(next: Record<string, string>): void {
  held.value = next
  void putMeta(HELD, next)
}

export interface Lost { id: string; number: string; picker: string; taken: { pieces: number; name: string; bin: string } | null }

/** Tasks of his that somebody else has now, until he has read so. */
export const lost = computed<Lost[]>(() => Object.entries(held.value).flatMap(([id, number]) => {
  const task = rows.value.tasks.get(id)
  if (!task?.picker_id || task.picker_id === me.value || !['claimed', 'done'].includes(task.status)) return []
  const kept = places.value[me.value]
  const line = kept?.task_id === id && kept.taken ? task.lines.find((each) => each.id === kept.line_id) : undefined
  return [{ id, number, picker: task.picker ?? '', taken: line ? { pieces: kept!.taken, name: line.name, bin: line.bin } : null }]
}))

export function seenLost(id: string): void {
  const { [id]: _, ...others } = held.value
  hold(others)
  if (places.value[me.value]?.task_id === id) void keep(null)
}

// Claims ----------------------------------------------------------------------------------------------------

/** Asks the server; true when it said yes and its rows are here. Says what hinders. */
async function ask<N extends CommandName>(name: N, args: CommandArgs[N]): Promise<boolean> {
  if (!reachable.value || outbox.state.value === 'offline') {
    say(t('picker.claim_offline'), 'bad')
    return false
  }
  const id = await mark(name, args)
  if (!id) return false
  asking.value = true
  const { outcome, problem } = await outbox.result(id)
  asking.value = false
  if (outcome !== 'applied') {
    await outbox.acknowledge(id)
    say(sayProblem(problem), problem?.code === 'nothing-to-pick' ? 'info' : 'bad')
    void pull.now()
    return false
  }
  await pull.now()
  return true
}

/** The next order that leaves, or the one he has begun. */
export async function claimNext(): Promise<void> {
  if (!await ask('claim_next', {}) || tab.value !== 'pick') return
  const [first] = own.value
  if (first) go(`/task/${first.task.id}`)
}

export async function claimTask(task_id: string, from: string | null): Promise<void> {
  if (!await ask('claim_task', { task_id, take_over: from !== null })) return
  if (from) say(t('picker.took_over', { picker: from }), 'good')
  go(`/task/${task_id}`)
}

/** Holds the task for another while: its lease begins anew. */
export const renew = (task_id: string): Promise<boolean> => ask('claim_task', { task_id })

export async function release(task_id: string): Promise<void> {
  if (!await mark('release_task', { task_id })) return
  seenLost(task_id)
  go('/pick', true)
}

// Scans -----------------------------------------------------------------------------------------------------

let chain: Promise<unknown> = Promise.resolve()

/** One scan after another: the next is judged when what this one finished is on the disk. */
export function take(task_id: string, code: string): void {
  chain = chain.then(() => taken(task_id, code)).catch(notSaved)
}

async function taken(task_id: string, code: string): Promise<void> {
  const task = rows.value.tasks.get(task_id)
  if (!task || !isMine(task, me.value)) return
  const at = picking(task)
  let found: Scanned
  try {
    found = scan(at, code)
  } catch (wrong) {
    if (!(wrong instanceof Wrong)) throw wrong
    return refusePick(task, at, wrong, code)
  }
  await settle(task, found)
}

export async function notHere(task_id: string, reason: ShortReason): Promise<void> {
  const task = rows.value.tasks.get(task_id)
  if (!task) return
  await settle(task, reportShort(picking(task), reason), true)
}

/** A finished line is a fact for the server; anything else is his place, kept for a reload. */
async function settle(task: TaskRow, { at, picked }: Scanned, short = false): Promise<void> {
  if (picked) {
    if (!await mark('pick_line', { task_id: task.id, ...picked })) return
    await keep(null)
    if (!short) feedback(at.step === 'done' ? 'done' : 'ok', t(at.step === 'done' ? 'picker.said_all' : 'picker.said_line'))
    return
  }
  if (!short) feedback('ok', at.step === 'item' && !at.taken ? '' : t('picker.said_n', { n: at.taken, of: at.lines[0]!.quantity }))
  await keep(placeOf(task.id, at))
}

async function keep(kept: Place | null): Promise<void> {
  places.value = { ...places.value, [me.value]: kept }
  await putMeta(PLACE, places.value)
}

/** The label of the bin he stands at, or the tote just filled: seen before, no harm. */
function seenBefore(task: TaskRow, { step, lines }: Picking, code: string): boolean {
  if (step === 'item') return sameCode(lines[0]!.bin, code)
  return step === 'bin' && task.tote !== null && sameCode(task.tote, code)
}

function refusePick(task: TaskRow, at: Picking, wrong: Wrong, code: string): void {
  if (at.step === 'done') return feedback('already', t('picker.said_all'))
  if (seenBefore(task, at, code)) return feedback('already', t(`picker.scan_${at.step}`))
  refuse({
    expected: expectedOf(task, at), got: code, retry: (right) => take(task.id, right), matches: (again) => fits(at, again),
    title: wrong.code === 'tote-of-other-order' ? t('picker.tote_busy') : undefined,
  })
}

function fits(at: Picking, code: string): boolean {
  const line = at.lines[0]!
  if (at.step === 'bin') return canonical(line.bin) === canonical(code)
  if (at.step === 'item') return isItem(line.codes, code)
  try {
    return Boolean(scan(at, code))
  } catch (wrong) {
    if (wrong instanceof Wrong) return false
    throw wrong
  }
}

function expectedOf(task: TaskRow, { step, lines, tote }: Picking): Thing {
  const line = task.lines.find((each) => each.id === lines[0]!.id)!
  if (step === 'bin') return { title: t('picker.a_bin', { code: line.bin }), code: line.bin }
  if (step === 'item') return { title: line.name, code: line.sku, picture: line.picture ?? itemOf(line.sku)?.picture }
  return { title: t(tote ? 'picker.your_tote' : 'picker.empty_tote'), code: tote ?? '' }
}
