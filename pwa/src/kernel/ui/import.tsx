// How does a file come in at a desk? Chosen, sent as it is, and answered row by row in words.
import { signal } from '@preact/signals'
import { useEffect, useId, useState } from 'preact/hooks'
import { api, ApiProblem } from '../api'
import { knows, loadArea, t } from '../i18n'
import { pull } from '../pull'
import { tables } from '../store'
import { sayProblem } from '../words'
import { Button, Field, Notice, Select } from './basics'
import './desk.css'

export type ImportKind = 'orders' | 'items' | 'couriers' | 'zones'

interface Refused { row: number | null; column: string | null; code: string; params: Record<string, unknown>; text?: string }
export interface ImportReport {
  kind: ImportKind; rows: number; accepted: number; unchanged: number; updated: number; too_late: number
  refused_orders: number; left_out: number; refused: Refused[]; notices: Refused[]
}

type Kinds = readonly [ImportKind, ...ImportKind[]]
const SHOWN_ROWS = 200
const ACCEPTS: Record<ImportKind, string> = {
  orders: '.csv,text/csv', items: '.csv,text/csv', couriers: '.csv,text/csv', zones: '.geojson,.json,application/geo+json',
}
const lastShop = signal('')

const isReport = (body: unknown): body is ImportReport =>
  typeof body === 'object' && body !== null && Array.isArray((body as ImportReport).refused)

/** The report, also when nothing was taken in; other failures are thrown. */
async function send(kind: ImportKind, shop: string, file: File): Promise<ImportReport> {
  const query = kind === 'orders' ? `?shop=${encodeURIComponent(shop)}` : ''
  try {
    return await api.upload<ImportReport>(`/api/import/${kind}${query}`, file)
  } catch (problem) {
    if (problem instanceof ApiProblem && isReport(problem.body)) return problem.body
    throw problem
  }
}

const why = ({ code, params, text }: Refused): string => (knows(code) ? t(code, params) : text ?? sayProblem({ code, params }))

function Places({ of }: { of: Refused[] }) {
  return (
    <div class="scroll-x"><table class="grid">
      <thead><tr><th>{t('import.row')}</th><th>{t('import.column')}</th><th>{t('import.why')}</th></tr></thead>
      <tbody>{of.slice(0, SHOWN_ROWS).map((each, at) => (
        <tr key={at}><td>{each.row ?? '–'}</td><td>{each.column ?? '–'}</td><td>{why(each)}</td></tr>))}
      </tbody>
    </table></div>
  )
}

function Report({ report }: { report: ImportReport }) {
  const { refused, notices, too_late, refused_orders, left_out } = report
  const unseen = left_out + Math.max(0, refused.length - SHOWN_ROWS)
  return (
    <section class="card" aria-label={t('import.report')}>
      <Notice tone={refused.length ? 'warn' : 'good'} icon={refused.length ? 'warning' : 'check'}>
        <p>{t('import.numbers', { rows: report.rows, accepted: report.accepted, unchanged: report.unchanged,
          updated: report.updated })}</p>
        {too_late > 0 && <p>{t('import.too_late', { n: too_late })}</p>}
        {refused.length > 0 && <p><strong>{t('import.refused', { n: refused.length + left_out })}</strong></p>}
        {refused_orders > 0 && <p>{t('import.refused_orders', { n: refused_orders })}</p>}
      </Notice>
      {refused.length > 0 && <Places of={refused} />}
      {unseen > 0 && <p class="hint">{t('import.and_more', { n: unseen })}</p>}
      {notices.length > 0 && <><h3>{t('import.notices')}</h3><Places of={notices} /></>}
    </section>
  )
}

function ShopField() {
  const id = useId()
  const known = [...new Set([...tables.orders.value.values()].map((order) => order.shop))].sort()
  if (!lastShop.value && known.length === 1) lastShop.value = known[0]!
  return (
    <>
      <Field label={t('import.shop')} value={lastShop.value} onInput={(shop) => { lastShop.value = shop }} maxLength={60} />
      {known.length > 1 && <div class="choices columns" id={id}>{known.map((shop) => (
        <Button key={shop} pressed={shop === lastShop.value} onClick={() => { lastShop.value = shop }}>{shop}</Button>))}
      </div>}
    </>
  )
}

function Desk({ kinds }: { kinds: Kinds }) {
  const [kind, setKind] = useState<ImportKind>(kinds[0])
  const [busy, setBusy] = useState(false)
  const [report, setReport] = useState<ImportReport | null>(null)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const id = useId()
  const take = async (input: HTMLInputElement) => {
    const file = input.files?.[0]
    if (!file) return
    setBusy(true)
    setReport(null)
    setProblem(null)
    try {
      setReport(await send(kind, lastShop.value, file))
      void pull.now()
    } catch (caught) {
      if (!(caught instanceof ApiProblem)) throw caught
      setProblem(caught)
    } finally {
      input.value = ''
      setBusy(false)
    }
  }
  const ready = !busy && (kind !== 'orders' || lastShop.value !== '')
  return (
    <div class="import">
      <Select label={t('import.kind')} value={kind} onChange={setKind}
        options={kinds.map((value) => ({ value, label: t(`import.kind.${value}`) }))} />
      {kind === 'orders' && <ShopField />}
      <p class="hint">{t(`import.about.${kind}`)}</p>
      <input id={id} class="file" type="file" accept={ACCEPTS[kind]} disabled={!ready}
        onChange={(event) => void take(event.currentTarget)} />
      <label for={id} class={`button primary${ready ? '' : ' off'}`}>{t(busy ? 'import.busy' : 'import.choose')}</label>
      {busy && <progress class="wide" aria-label={t('import.busy')} />}
      {problem && <Notice tone="bad" icon="warning" role="alert"><p>{sayProblem(problem)}</p></Notice>}
      {report && <Report report={report} />}
    </div>
  )
}

/** Choose what kind of file it is, choose the file, read what became of it. Its words come when it is opened. */
export function ImportFile({ kinds }: { kinds: Kinds }) {
  useEffect(() => { void loadArea('import') }, [])
  return knows('import.kind') ? <Desk kinds={kinds} /> : null
}
