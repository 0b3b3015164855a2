// What rows does this device hold? Signals over IndexedDB, filled before the first screen is drawn.
import { batch, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import { TABLES, type TableName, type Tables } from '../contract'
import { database, putMeta } from './db'
import { onTab, tellTabs } from './tabs'

export type Row<T extends TableName> = Tables[T]
type Held = { [T in TableName]: Signal<Map<string, Row<T>>> }
type AnyRow = { id: string }

export type Changes = { [T in TableName]?: Row<T>[] }
export interface Applied { changes: Changes; drop: Partial<Record<TableName, string[]>>; meta: Record<string, unknown> }

const held = Object.fromEntries(TABLES.map((name) => [name, signal(new Map())])) as unknown as Held

/** The rows of each table in the signed-in user's view, by id. */
export const tables = held as { [T in TableName]: ReadonlySignal<Map<string, Row<T>>> }

async function reload(): Promise<void> {
  const maps = new Map(TABLES.map((name) => [name, new Map<string, AnyRow>()]))
  for (const { table, id, row } of await (await database()).getAll('rows')) maps.get(table)?.set(id, row as AnyRow)
  batch(() => {
    for (const name of TABLES) (held[name] as Signal<Map<string, AnyRow>>).value = maps.get(name)!
  })
}

/** Reads everything from IndexedDB; call once before rendering. */
export async function openStore(): Promise<void> {
  onTab('rows', () => void reload())
  await reload()
}

function show(name: TableName, { changes, drop }: Applied): void {
  const table = held[name] as Signal<Map<string, AnyRow>>
  const map = new Map(table.value)
  for (const row of (changes[name] ?? []) as AnyRow[]) map.set(row.id, row)
  for (const id of drop[name] ?? []) map.delete(id)
  table.value = map
}

/** Writes changed rows, drops others and notes `meta`, in one transaction; `guard` false leaves all as it was. */
export async function applyRows(applied: Applied, guard: () => boolean = () => true): Promise<boolean> {
  const db = await database()
  if (!guard()) return false
  const tx = db.transaction(['rows', 'meta'], 'readwrite')
  const rows = tx.objectStore('rows')
  const touched = new Set<TableName>()
  const known = (name: string): name is TableName => name in held
  for (const [name, list] of Object.entries(applied.changes).filter(([name]) => known(name))) {
    for (const row of list as AnyRow[]) void rows.put({ table: name as TableName, id: row.id, row })
    if (list.length) touched.add(name as TableName)
  }
  for (const [name, ids] of Object.entries(applied.drop).filter(([name]) => known(name))) {
    for (const id of ids) void rows.delete([name, id])
    if (ids.length) touched.add(name as TableName)
  }
  for (const [key, value] of Object.entries(applied.meta)) void tx.objectStore('meta').put(value, key)
  await tx.done
  batch(() => touched.forEach((name) => show(name, applied)))
  if (touched.size) tellTabs('rows')
  return true
}

/** Forgets every pulled row and how far the pull had come; the journal stays. */
export async function clearRows(): Promise<void> {
  await (await database()).clear('rows')
  await putMeta('cursor', null)
  await reload()
  tellTabs('rows')
}
