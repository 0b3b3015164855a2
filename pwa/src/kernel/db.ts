// What does the phone remember? One IndexedDB database: who it is, what it holds, what it still has to say.
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import { v4 } from 'uuid'
import type { TableName } from '../contract'

/** One change, as it was written before the screen said "done". `seq` has no gaps on a device. */
export interface Command {
  id: string
  seq: number
  v: number
  name: string
  actor: string
  at: string
  tz: string
  base: string | null
  args: Record<string, unknown>
  renumbered?: boolean // the server knew its first number by another content
}

export interface ProblemValue { code: string; params: Record<string, unknown> }
export type OutcomeName = 'applied' | 'flagged' | 'rejected' | 'deferred' | 'quarantined' | 'refused'
export interface Outcome { outcome: OutcomeName; problem?: ProblemValue | null }

/** A command the server has answered; kept 72 hours in case the server loses it. */
export interface Logged extends Outcome {
  id: string
  command: Command
  acked_at: number
  settled: boolean // a pull has since brought its effect
  seen: boolean // a human has read what became of it
}

export interface Fix {
  actor: string
  id: string
  at: string
  lat: number
  lon: number
  accuracy_m: number
  speed_mps: number | null
  heading: number | null
  battery: number | null
}

interface Schema extends DBSchema {
  meta: { key: string; value: unknown }
  outbox: { key: number; value: Command }
  log: { key: string; value: Logged }
  rows: { key: [string, string]; value: { table: TableName; id: string; row: unknown } }
  fixes: { key: number; value: Fix }
}
export type Database = IDBPDatabase<Schema>

let opened: Promise<Database> | null = null

/** The database; its device id is born with it, so wiped storage is a new device. */
export function database(): Promise<Database> {
  opened ??= openDB<Schema>('waybill', 1, {
    upgrade(db, _from, _to, tx) {
      db.createObjectStore('meta')
      db.createObjectStore('outbox', { keyPath: 'seq' })
      db.createObjectStore('log', { keyPath: 'id' })
      db.createObjectStore('rows', { keyPath: ['table', 'id'] })
      db.createObjectStore('fixes', { autoIncrement: true })
      void tx.objectStore('meta').put(v4(), 'device_id')
    },
    blocking(_current, _blocked, event) { (event.target as IDBDatabase).close() },
    terminated() { opened = null },
  })
  return opened
}

export async function getMeta<T>(key: string): Promise<T | undefined> {
  return (await database()).get('meta', key) as Promise<T | undefined>
}

export async function putMeta(key: string, value: unknown): Promise<void> {
  await (await database()).put('meta', value, key)
}

export async function deviceId(): Promise<string> {
  return (await getMeta<string>('device_id'))!
}
