// What changed on the server since this phone last asked? Cursor, hashes of ids, rows by id; a new epoch starts anew.
import { effect, signal, type ReadonlySignal } from '@preact/signals'
import { TABLES, type TableName } from '../contract'
import { api, ApiProblem } from './api'
import { noteServerTime } from './clock'
import { getMeta } from './db'
import { session } from './session'
import { applyRows, type Changes, clearRows, tables } from './store'
import { alone } from './tabs'

const POLL_MS = 15_000 // while the socket is away
const SAFETY_MS = 60_000 // while it is there
const ROWS_AT_ONCE = 500

interface PullReply {
  epoch: string
  cursor: string
  server_time: string
  clock_rate?: number | null // only where the server's time is not real
  changes: Changes
  ids: Partial<Record<TableName, string[]>>
}

const lastAt = signal<number | null>(null)
const failing = signal<ApiProblem | null>(null)
const watchers = new Set<() => () => void>()
const epochHandlers = new Set<() => void>()
let running: Promise<void> | null = null
let again = false

/** First 16 hex digits of SHA-256 over the sorted ids, joined by line feeds. */
export async function hashIds(ids: Iterable<string>): Promise<string> {
  const bytes = new TextEncoder().encode([...ids].sort().join('\n'))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest.slice(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function question(cursor: string | null): Promise<string> {
  const query = new URLSearchParams()
  if (cursor) query.set('cursor', cursor)
  if (cursor && crypto.subtle) { // SubtleCrypto is missing on plain HTTP; without hashes all ids are sent
    const hashes = await Promise.all(TABLES.map(async (name) =>
      `${name}:${await hashIds(tables[name].value.keys())}`))
    query.set('have', hashes.join(','))
  }
  return `/api/pull?${query}`
}

/** Rows to drop and rows to ask for, by what the server says is in view. */
export function compare(held: Iterable<string>, listed: string[], changed: string[]): { drop: string[]; lack: string[] } {
  const mine = new Set(held)
  const inView = new Set(listed)
  const coming = new Set(changed)
  return {
    drop: [...mine].filter((id) => !inView.has(id)),
    lack: listed.filter((id) => !mine.has(id) && !coming.has(id)),
  }
}

async function fetchRows(lacking: Partial<Record<TableName, string[]>>): Promise<Changes> {
  const all: Record<string, unknown[]> = {}
  for (const [name, ids] of Object.entries(lacking)) {
    for (let from = 0; from < ids.length; from += ROWS_AT_ONCE) {
      const { changes } = await api.post<{ changes: Changes }>('/api/rows', { [name]: ids.slice(from, from + ROWS_AT_ONCE) })
      ;(all[name] ??= []).push(...(changes[name as TableName] ?? []))
    }
  }
  return all as Changes
}

async function once(): Promise<void> {
  const user = session.user.value?.id
  if (!user) return
  const began = Date.now()
  const finish = [...watchers].map((watcher) => watcher())
  const cursor = (await getMeta<string | null>('cursor')) ?? null
  const epoch = await getMeta<string>('epoch')
  const reply = await api.get<PullReply>(await question(cursor))
  noteServerTime(reply.server_time, began, reply.clock_rate)
  if (cursor && epoch !== reply.epoch) {
    await clearRows()
    epochHandlers.forEach((handler) => handler())
    return once()
  }
  const drop: Partial<Record<TableName, string[]>> = {}
  const lacking: Partial<Record<TableName, string[]>> = {}
  for (const [name, listed] of Object.entries(reply.ids) as [TableName, string[]][]) {
    if (!TABLES.includes(name)) continue
    const found = compare(tables[name].value.keys(), listed, (reply.changes[name] ?? []).map((row) => row.id))
    drop[name] = found.drop
    if (found.lack.length) lacking[name] = found.lack
  }
  const fetched = await fetchRows(lacking)
  const changes = { ...reply.changes } as Record<string, unknown[]>
  for (const [name, rows] of Object.entries(fetched)) changes[name] = [...(changes[name] ?? []), ...rows]
  const same = () => session.user.value?.id === user
  const applied = await applyRows(
    { changes: changes as Changes, drop, meta: { cursor: reply.cursor, epoch: reply.epoch } }, same)
  if (!applied) return
  lastAt.value = Date.now()
  finish.forEach((done) => done())
}

/** Pulls now; calls while one runs are joined into one more. Never throws for a missing server. */
async function now(): Promise<void> {
  if (running) { again = true; return running }
  running = alone('pull', once).then(() => { failing.value = null }, (problem) => {
    if (!(problem instanceof ApiProblem)) throw problem
    failing.value = problem
  }).finally(() => {
    running = null
    if (again) { again = false; void now() }
  })
  return running
}

/** Starts polling: fast without the socket, as a safety net with it, not at all while hidden. */
function open(connected: ReadonlySignal<boolean>): void {
  let due = 0
  setInterval(() => {
    if (document.hidden || !session.user.value || Date.now() < due) return
    due = Date.now() + (connected.peek() ? SAFETY_MS : POLL_MS)
    void now()
  }, 1000)
  document.addEventListener('visibilitychange', () => { if (!document.hidden) void now() })
  window.addEventListener('online', () => void now())
  effect(() => { if (session.user.value && !session.expired.value) queueMicrotask(() => void now()) })
}

export const pull = {
  now, open,
  /** When the rows were last known to be current (device time, ms); null since the start. */
  lastAt: lastAt as ReadonlySignal<number | null>,
  /** Why the last pull failed, if it did. */
  failing: failing as ReadonlySignal<ApiProblem | null>,
  /** Calls `begin` when a pull is asked for, and what it returned once that pull's rows are in. */
  watch: (begin: () => () => void) => { watchers.add(begin) },
  onNewEpoch: (handler: () => void) => { epochHandlers.add(handler) },
}
