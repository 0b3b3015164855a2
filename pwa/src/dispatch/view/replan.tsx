// How does the rest of the day go best from here? Ask, look at what would change, take it or not, undo it.
import type { ReplanRow } from '../../contract'
import { formatTime, serverNow } from '../../kernel/clock'
import { knows, t } from '../../kernel/i18n'
import { Button, Notice } from '../../kernel/ui'
import type { Changes } from '../changes'
import { applyReplan, changes, discardReplan, replan, requestReplan, underWay, undoReplan } from '../replan'
import { ChangesView } from './changes'
import { sourceWords } from './words'

function Ask() {
  return (
    <section class="card">
      <p class="soft">{t('dispatch.replan_meaning')}</p>
      <Button wide icon="route" onClick={requestReplan}>{t('dispatch.replan')}</Button>
    </section>
  )
}

function Searching({ of: { id, requested_at, budget_s } }: { of: ReplanRow }) {
  const elapsed = Math.min(budget_s, Math.max(0, Math.round((serverNow() - Date.parse(requested_at)) / 1000)))
  return (
    <section class="card" aria-busy="true">
      <h2>{t('dispatch.replanning')}</h2>
      <progress class="wide" value={budget_s ? elapsed / budget_s : undefined} max={1} aria-label={t('dispatch.replanning')} />
      {budget_s > 0 && <p>{t('dispatch.searching_of', { elapsed, budget: budget_s })}</p>}
      <Button icon="stop" onClick={() => discardReplan(id)}>{t('dispatch.stop_planning')}</Button>
    </section>
  )
}

function Preview({ of, shown }: { of: ReplanRow; shown: Changes }) {
  return (
    <section class="card" aria-label={t('dispatch.replan_title')}>
      <h2>{t('dispatch.replan_title')}</h2>
      <ChangesView of={shown} />
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
