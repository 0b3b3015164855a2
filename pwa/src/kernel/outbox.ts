// How does a change leave this phone? Written first, sent in order by one tab, again until it is answered.
import { batch, computed, effect, signal, type ReadonlySignal } from '@preact/signals'
import type { CommandArgs, CommandName } from '../contract'
import { api, ApiProblem, reachable } from './api'
import { stamp } from './clock'
import { type Command, deviceId, getMeta, type Logged, type Outcome } from './db'
import { newId } from './ids'
import { append, both, mark, prune, type Reply, settle } from './journal'
import { session } from './session'
import { alone, onTab, tellTabs } from './tabs'

const BATCH = 50
const LONGEST_WAIT_S = 30

export type PendingCommand = Pick<Command, 'id' | 'seq' | 'name' | 'args' | 'at' | 'actor'>
export type OutboxState = 'idle' | 'sending' | 'offline' | 'error'

const queue = signal<Command[]>([])
const log = signal<Logged[]>([])
const state = signal<OutboxState>('idle')
const sentHandlers = new Set<() => void>()
let wait_s = 0
let timer: ReturnType<typeof setTimeout> | undefined

async function reload(): Promise<void> {
  const found = await both()
  batch(() => { // together, or an answered mark would be in neither for a moment
    queue.value = found.queue
    log.value = found.log
  })
}

/** Queues a command; resolves with its id once the disk has it, rejects if the disk refused. */
async function add<N extends CommandName>(name: N, args: CommandArgs[N]): Promise<string> {
  const actor = session.user.value?.id
  if (!actor) throw new ApiProblem(401, 'signed-out')
  const command = await append({
    id: newId(), v: 1, name, actor, at: stamp(),
    tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
    base: (await getMeta<string | null>('cursor')) ?? null, args: { ...args },
  })
  queue.value = [...queue.value.filter((other) => other.seq !== command.seq), command].sort((a, b) => a.seq - b.seq)
  tellTabs('queue')
  void flush()
  return command.id
}

async function send(commands: Command[]): Promise<Reply> {
  const left = queue.value.slice(commands.length) // what the phone still holds once this batch has arrived
  return api.post<Reply>('/api/commands', {
    device_id: await deviceId(),
    commands: commands.map(({ renumbered: _, ...command }) => command),
    queue: { length: left.length, oldest_at: left[0]?.at ?? null },
  })
}

/** Sends everything that waits; true when nothing is left. */
async function drain(evenEmpty: boolean): Promise<boolean> {
  let answered = false
  for (let first = true; ; first = false) {
    await reload()
    const commands = queue.value.slice(0, BATCH)
    if (!commands.length && !(first && evenEmpty)) break
    state.value = 'sending'
    const reply = await send(commands)
    await settle(commands, reply, Date.now())
    await reload()
    tellTabs('queue')
    answered = true
    const moved = queue.value[0]?.id !== commands[0]?.id || queue.value[0]?.seq !== commands[0]?.seq
    if (commands.length && !moved) throw new ApiProblem(502, 'no-progress')
  }
  if (answered) sentHandlers.forEach((handler) => handler())
  return true
}

/** Sends now instead of waiting for the next try. `evenEmpty` asks the server how far it has come although
 * nothing waits: after its epoch changed, that is how lost commands are found. */
async function flush(evenEmpty = false): Promise<void> {
  clearTimeout(timer)
  await alone('sender', async () => {
    try {
      await drain(evenEmpty)
      state.value = 'idle'
      wait_s = 0
    } catch (problem) {
      state.value = problem instanceof ApiProblem && problem.status === 0 ? 'offline' : 'error'
      wait_s = Math.min(wait_s ? wait_s * 2 : 1, LONGEST_WAIT_S)
      clearTimeout(timer)
      timer = setTimeout(() => void flush(evenEmpty), wait_s * 1000)
      if (!(problem instanceof ApiProblem)) throw problem // the disk; said, and tried again all the same
    }
  })
}

/** Waits for the server's answer to a command of this phone. */
function result(id: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      const outcome = outcomes.value.get(id)
      if (!outcome) return
      resolve(outcome)
      queueMicrotask(() => stop())
    })
  })
}

/** Call when a pull is asked for: once its rows are in, what was answered before needs no replay any more. */
function awaitRows(): () => void {
  const ids = log.value.filter((entry) => !entry.settled).map((entry) => entry.id)
  return () => {
    if (ids.length) void mark(ids, { settled: true }).then(reload)
  }
}

async function acknowledge(id: string): Promise<void> {
  await mark([id], { seen: true })
  await reload()
  tellTabs('queue')
}

/** Reads queue and log from IndexedDB and starts sending; call once before rendering. */
async function open(): Promise<void> {
  await prune(Date.now())
  await reload()
  onTab('queue', () => void reload())
  const again = () => { wait_s = 0; void flush() }
  window.addEventListener('online', again)
  document.addEventListener('visibilitychange', () => { if (!document.hidden) again() })
  effect(() => { if (session.user.value && !session.expired.value) queueMicrotask(again) })
}

const outcomes = computed(() => new Map<string, Outcome>(log.value.map((entry) => [entry.id, entry])))

export const outbox = {
  add, flush, result, awaitRows, acknowledge, open,
  /** Commands not yet answered, in order. */
  pending: queue as ReadonlySignal<PendingCommand[]>,
  /** Pending commands and those answered whose effect no pull has brought yet: what to replay over the rows. */
  unsettled: computed<PendingCommand[]>(() => [
    ...log.value.filter((entry) => !entry.settled && (entry.outcome === 'applied' || entry.outcome === 'flagged'))
      .map((entry) => entry.command),
    ...queue.value,
  ].sort((a, b) => a.seq - b.seq)),
  /** What became of recent commands, by command id. */
  outcomes: outcomes as ReadonlySignal<Map<string, Outcome>>,
  /** Answers that a human has to read: flagged, rejected, deferred, quarantined, refused. */
  notices: computed(() => log.value.filter((entry) => !entry.seen)) as ReadonlySignal<Logged[]>,
  state: computed<OutboxState>(() => (state.value === 'idle' && !reachable.value ? 'offline' : state.value)),
  onSent: (handler: () => void) => { sentHandlers.add(handler) },
}
