// Which stops are there to look after? A long list of which only what is in sight is drawn, walked with the keys.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { t } from '../../kernel/i18n'
import { Badge } from '../../kernel/ui'
import { openOrder } from '../ctrl'
import { inSight, stepTo, type StopLine } from '../rows'
import { isDone } from '../rules'
import { choose, chosen, shownLines } from '../scene'
import { late, when, window_ } from './words'

const SIGN = {
  planned: { icon: 'pin', tone: 'neutral' },
  en_route: { icon: 'route', tone: 'info' },
  arrived: { icon: 'flag', tone: 'info' },
  delivered: { icon: 'check', tone: 'good' },
  failed: { icon: 'cross', tone: 'bad' },
} as const

export const lineId = (id: string): string => `line-${id}`

function Line({ line, at, count, row }: { line: StopLine; at: number; count: number; row: number }) {
  const { stop, order, route, late_s } = line
  const current = chosen.value?.kind === 'stop' && chosen.value.id === stop.id
  return (
    <div id={lineId(stop.id)} role="option" aria-selected={current} aria-setsize={count} aria-posinset={at + 1}
      class="stop-line" style={{ top: `${at * row}px`, height: `${row}px` }} onClick={() => choose({ kind: 'stop', id: stop.id })}>
      <span class="what">{stop.position + 1}. {order?.address ?? order?.number ?? '–'}</span>
      <span class="who soft">{route.courier}</span>
      <span class="window">{order && window_(order)}</span>
      <span class="when">{when(line)}</span>
      <span class="state">
        <Badge {...SIGN[stop.status]}>{t(`status.${stop.status}`)}</Badge>
        {late_s > 0 && <Badge tone={isDone(stop) ? 'neutral' : 'warn'} icon="warning">{late(late_s)}</Badge>}
      </span>
    </div>
  )
}

/** How much of the list is in sight, and how high its rows are (the style sheet says so). */
function useSight() {
  const box = useRef<HTMLDivElement>(null)
  const [scrolled, setScrolled] = useState(0)
  const [size, setSize] = useState({ height: 600, row: 60 })
  useLayoutEffect(() => {
    const element = box.current!
    const measure = () => setSize({
      height: element.clientHeight, row: parseFloat(getComputedStyle(element).getPropertyValue('--row')),
    })
    const watching = new ResizeObserver(measure)
    watching.observe(element)
    measure()
    return () => watching.disconnect()
  }, [])
  return { box, scrolled, onScroll: () => setScrolled(box.current!.scrollTop), ...size }
}

/** Scrolls a line into sight when it was chosen, here or on the map. */
function useShown(box: { current: HTMLDivElement | null }, at: number, row: number): void {
  const id = chosen.value?.id
  useEffect(() => {
    const element = box.current
    if (!element || at < 0) return
    const [top, bottom] = [at * row, (at + 1) * row]
    if (top < element.scrollTop) element.scrollTop = top
    else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight
  }, [id, at < 0, row])
}

export function StopTable() {
  const { box, scrolled, onScroll, height, row } = useSight()
  const lines = shownLines.value
  const picked = chosen.value
  const at = picked?.kind === 'stop' ? lines.findIndex((line) => line.stop.id === picked.id) : -1
  useShown(box, at, row)
  const { from, to } = inSight(scrolled, height, row, lines.length)
  const onKeyDown = (event: KeyboardEvent) => {
    const line = lines[at]
    if (event.key === 'Enter' && line?.order) return openOrder(line.order.id)
    if (event.key === 'Escape') return choose(null)
    const next = stepTo(event.key, at, lines.length, Math.max(1, Math.floor(height / row) - 1))
    if (next === null) return
    event.preventDefault()
    choose({ kind: 'stop', id: lines[next]!.stop.id })
  }
  return (
    <div class="stop-table" ref={box} onScroll={onScroll} onKeyDown={onKeyDown} tabIndex={0} role="listbox"
      aria-label={t('dispatch.stops_of_day')} aria-activedescendant={at < 0 ? undefined : lineId(lines[at]!.stop.id)}>
      {lines.length === 0 && <p class="empty">{t('dispatch.no_stops')}</p>}
      <div class="stop-lines" style={{ height: `${lines.length * row}px` }}>
        {lines.slice(from, to).map((line, n) =>
          <Line key={line.stop.id} line={line} at={from + n} count={lines.length} row={row} />)}
      </div>
    </div>
  )
}
