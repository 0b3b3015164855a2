// What happened to an order, who did it, and when: by his device and by the server?
import { useEffect, useState } from 'preact/hooks'
import { api, ApiProblem } from '../../kernel/api'
import { formatMoment, formatTime } from '../../kernel/clock'
import { knows, t } from '../../kernel/i18n'
import { Button } from '../../kernel/ui'

interface Entry {
  name: string; old: string | null; new: string | null; who: string; at: string; received_at: string
  source: string; detail: Record<string, unknown>
}
type Read = Entry[] | 'reading' | 'failed'

/** A device that was offline says a time other than the server's: then both are told. */
const OFF_BY_MS = 60_000

function times({ at, received_at }: Entry): string {
  const apart = Math.abs(Date.parse(at) - Date.parse(received_at)) > OFF_BY_MS
  const server = formatMoment(received_at)
  return apart ? `${server} (${t('dispatch.history_device_time', { time: formatTime(at) })})` : server
}

function change(entry: Entry): string {
  const word = (status: string | null) => (status && knows(`status.${status}`) ? t(`status.${status}`) : null)
  const [before, after] = [word(entry.old), word(entry.new)]
  if (!after) return ''
  return before && before !== after ? `${before} → ${after}` : after
}

/** What a problem was about; not where its words need more than the history tells. */
function problemWords(kind: string, number: string): string | null {
  const words = knows(`discrepancy.${kind}`) ? t(`discrepancy.${kind}`, { number }) : ''
  return words && !/\{\w+\}/.test(words) ? words : null
}

function Line({ entry, number }: { entry: Entry; number: string }) {
  const key = `dispatch.event.${entry.name}`
  const { reason, reason_text, kind } = entry.detail as Record<string, string | undefined>
  const why = kind ? problemWords(kind, number)
    : reason && knows(`fail_reason.${reason}`) ? t(`fail_reason.${reason}`) : reason_text ?? reason
  return (
    <li class="past">
      <strong>{knows(key) ? t(key) : entry.name}</strong> <span>{change(entry)}</span>
      {why && <p>{why}</p>}
      <p class="soft">{entry.who === 'system' ? t('dispatch.by_itself') : entry.who} · {times(entry)}</p>
    </li>
  )
}

/** Read when the card opens, and again when the order's status moves. */
export function History({ id, number, status }: { id: string; number: string; status: string }) {
  const [read, setRead] = useState<Read>('reading')
  const ask = async () => {
    try {
      setRead(await api.get<Entry[]>(`/api/orders/${id}/history`))
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem
      setRead('failed')
    }
  }
  useEffect(() => { void ask() }, [id, status])
  return (
    <section aria-busy={read === 'reading'}>
      <h3>{t('dispatch.history')}</h3>
      {read === 'reading' && <p class="soft">{t('dispatch.history_loading')}</p>}
      {read === 'failed' && <p class="line">{t('dispatch.history_failed')}
        <Button onClick={ask}>{t('dispatch.try_again')}</Button></p>}
      {Array.isArray(read) && (read.length
        ? <ol class="past-list">{read.map((entry, at) => <Line key={at} entry={entry} number={number} />)}</ol>
        : <p class="soft">{t('dispatch.history_none')}</p>)}
    </section>
  )
}
