// What has this phone still to say, and what became of what it said? The queue and its log, by transactions alone.
import { type Command, database, type Logged, type Outcome } from './db'

const KEEP_MS = 72 * 3600_000

export interface Reply {
  epoch: string
  version: string
  last_seq: number
  server_time: string
  results: ({ id: string; seq: number } & Outcome)[]
}

/** Writes a command with the next number and returns it once the disk has it. */
export async function append(draft: Omit<Command, 'seq'>): Promise<Command> {
  const tx = (await database()).transaction(['meta', 'outbox'], 'readwrite', { durability: 'strict' })
  const meta = tx.objectStore('meta')
  const seq = ((await meta.get('next_seq')) as number | undefined) ?? 1
  const command: Command = { ...draft, seq }
  void tx.objectStore('outbox').add(command)
  void meta.put(seq + 1, 'next_seq')
  await tx.done
  return command
}

/** Queue and log as they stand together: a command is always in one of them. */
export async function both(): Promise<{ queue: Command[]; log: Logged[] }> {
  const tx = (await database()).transaction(['outbox', 'log'])
  const [queue, log] = await Promise.all([tx.objectStore('outbox').getAll(), tx.objectStore('log').getAll()])
  return { queue, log }
}

/** Takes over the server's answer to `sent`: answered commands go to the log, lost ones come back from it,
 * numbers taken by other content are given anew, and a gap nobody can fill is closed. */
export async function settle(sent: Command[], reply: Reply, now: number): Promise<void> {
  const tx = (await database()).transaction(['meta', 'outbox', 'log'], 'readwrite', { durability: 'strict' })
  const [meta, outbox, log] = [tx.objectStore('meta'), tx.objectStore('outbox'), tx.objectStore('log')]
  const acked = ((await meta.get('acked')) as number | undefined) ?? 0
  let next = Math.max(((await meta.get('next_seq')) as number | undefined) ?? 1, reply.last_seq + 1)
  const answers = new Map(reply.results.map((result) => [result.id, result]))
  for (const command of sent) {
    const answer = answers.get(command.id)
    if (answer?.outcome === 'refused' && !command.renumbered) {
      void outbox.delete(command.seq)
      void outbox.put({ ...command, seq: next++, renumbered: true })
    } else if (answer?.outcome === 'refused' || command.seq <= reply.last_seq) {
      void outbox.delete(command.seq)
      void log.put({
        id: command.id, command, outcome: answer?.outcome ?? 'applied', problem: answer?.problem ?? null,
        acked_at: now, settled: false, seen: (answer?.outcome ?? 'applied') === 'applied',
      })
    }
  }
  if (reply.last_seq < acked) { // an older backup, whether it says so by its epoch or not
    for (const entry of await log.getAll()) {
      if (entry.outcome === 'refused' || entry.command.seq <= reply.last_seq) continue
      void log.delete(entry.id)
      void outbox.put(entry.command)
    }
  }
  const left = await outbox.getAll()
  if (left.length && left[0]!.seq > reply.last_seq + 1) {
    for (const command of left) void outbox.delete(command.seq)
    left.forEach((command, n) => void outbox.put({ ...command, seq: reply.last_seq + 1 + n }))
    next = reply.last_seq + 1 + left.length
  }
  if (!left.length) next = reply.last_seq + 1
  void meta.put(next, 'next_seq')
  void meta.put(reply.last_seq, 'acked')
  await tx.done
}

/** Marks log entries: `settled` when a pull brought their effect, `seen` when a human read their outcome. */
export async function mark(ids: string[], change: Partial<Pick<Logged, 'settled' | 'seen'>>): Promise<void> {
  const tx = (await database()).transaction('log', 'readwrite')
  for (const id of ids) {
    const entry = await tx.store.get(id)
    if (entry) void tx.store.put({ ...entry, ...change })
  }
  await tx.done
}

/** Drops what was answered over 72 hours ago and needs nobody's eye any more. */
export async function prune(now: number): Promise<void> {
  const tx = (await database()).transaction('log', 'readwrite')
  for (const entry of await tx.store.getAll()) {
    if (entry.seen && entry.acked_at < now - KEEP_MS) void tx.store.delete(entry.id)
  }
  await tx.done
}
