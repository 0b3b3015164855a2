// How does the rest of the day go best from here? Ask, look at what would change, take it or not, undo it.
import type { ReplanRow } from '../../contract'
import { formatSpan, formatTime } from '../../kernel/clock'
import { knows, t } from '../../kernel/i18n'
import { Button, List, Notice } from '../../kernel/ui'
import type { Changes, CourierChange, StopChange } from '../changes'
import { applyReplan, changes, discardReplan, replan, requestReplan, underWay, undoReplan } from '../replan'
import { km, sourceWords } from './words'

const signed = (n: number, words: (n: number) => string): string => `${n < 0 ? '−' : '+'}${words(Math.abs(n))}`
const minutes = (s: number): string => signed(s, formatSpan)
const road = (m: number): string => signed(m, km)

function Ask() {
  return (
    <section class="card">
      <p class="soft">{t('dispatch.replan_meaning')}</p>
      <Button wide icon="route" onClick={requestReplan}>{t('dispatch.replan')}</Button>
    </section>
  )
}

function Searching({ of: { id } }: { of: ReplanRow }) {
  return (
    <section class="card" aria-busy="true">
      <h2>{t('dispatch.replanning')}</h2>
      <progress class="wide" aria-label={t('dispatch.replanning')} />
      <Button icon="stop" onClick={() => discardReplan(id)}>{t('dispatch.stop_planning')}</Button>
    </section>
  )
}

function Figures({ of: { work_s, travel_m, late_before, late_after } }: { of: Changes }) {
  return (
    <p class="line">
      <strong>{minutes(work_s)}</strong><strong>{road(travel_m)}</strong>
      <span class={late_after > late_before ? 'amber' : ''}>
        {t('dispatch.replan_late', { before: late_before, after: late_after })}</span>
    </p>
  )
}

function Courier({ of }: { of: CourierChange }) {
  return (
    <p class="line">
      <strong>{of.courier}</strong>
      {of.gained > 0 && <span>{t('dispatch.replan_gains', { n: of.gained })}</span>}
      {of.lost > 0 && <span>{t('dispatch.replan_loses', { n: of.lost })}</span>}
      {of.reordered > 0 && <span>{t('dispatch.replan_reorders', { n: of.reordered })}</span>}
      <span class="soft">{minutes(of.work_s)}, {road(of.travel_m)}</span>
    </p>
  )
}

function Moved({ of: { address, from, to } }: { of: StopChange }) {
  const who = (name: string | null) => name ?? t('dispatch.no_route')
  const how = from === to && from ? t('dispatch.replan_place', { courier: from }) : `${who(from)} → ${who(to)}`
  return <p><span>{address}</span><br /><strong>{how}</strong></p>
}

function Preview({ of, shown }: { of: ReplanRow; shown: Changes }) {
  return (
    <section class="card" aria-label={t('dispatch.replan_title')}>
      <h2>{t('dispatch.replan_title')}</h2>
      <Figures of={shown} />
      <List items={shown.couriers} keyOf={(one) => one.route_id}>{(one) => <Courier of={one} />}</List>
      {shown.stops.length > 0 && <details open={shown.stops.length < 6}>
        <summary>{t('dispatch.replan_moved', { n: shown.stops.length })}</summary>
        <List items={shown.stops} keyOf={(one) => one.order_id}>{(one) => <Moved of={one} />}</List></details>}
      {of.source && <p class="soft">{sourceWords(of.source)}</p>}
      <div class="pair">
        <Button icon="close" onClick={() => discardReplan(of.id)}>{t('dispatch.replan_throw')}</Button>
        <Button kind="primary" icon="check" onClick={() => applyReplan(of.id)}>{t('dispatch.replan_take')}</Button>
      </div>
    </section>
  )
}

function Nothing({ of: { id } }: { of: ReplanRow }) {
  return (
    <Notice tone="good" icon="check"><p>{t('dispatch.replan_nothing')}</p>
      <Button icon="close" onClick={() => discardReplan(id)}>{t('common.close')}</Button></Notice>
  )
}

function Taken({ of }: { of: ReplanRow }) {
  return (
    <Notice tone="good" icon="check">
      <p>{t('dispatch.replan_taken', { time: formatTime(of.requested_at) })}</p>
      <Button icon="return" onClick={() => undoReplan(of.id)}>{t('dispatch.undo')}</Button>
    </Notice>
  )
}

function Failed({ of: { failure } }: { of: ReplanRow }) {
  const why = failure === null || !knows(failure) ? t('dispatch.failure_unknown') : t(failure)
  return <Notice tone="bad" icon="warning" role="alert"><p>{t('dispatch.replan_failed', { why })}</p></Notice>
}

/** For a day with routes that are out; nothing for another. */
export function Replan() {
  const [now, shown] = [replan.value, changes.value]
  if (now?.status === 'requested') return <Searching of={now} />
  if (now?.status === 'ready' && shown) {
    return shown.couriers.length ? <Preview of={now} shown={shown} /> : <Nothing of={now} />
  }
  return (
    <>
      {now?.status === 'applied' && <Taken of={now} />}
      {now?.status === 'undone' && <Notice tone="info" icon="return"><p>{t('dispatch.replan_undone')}</p></Notice>}
      {now?.status === 'failed' && <Failed of={now} />}
      {underWay.value && <Ask />}
    </>
  )
}
