// How is a day planned? Choose the day, ask, watch, change by hand, publish or throw away.
import { signal } from '@preact/signals'
import type { DifferenceRow, PlanRow } from '../../contract'
import { formatDay, formatTime } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { Button, Notice } from '../../kernel/ui'
import { totals } from '../board'
import { changesOf } from '../changes'
import { cancelPlan, choosePlan, day, desk, discardPlan, draftBefore, lanes, left, openDay, openPart, plan, plans, publishPlan, today, tomorrow } from '../ctrl'
import { progress } from '../live'
import { ChangesView } from './changes'
import { Confirm } from './confirm'
import { Lanes, openStop } from './lane'
import { LeftOutList } from './left'
import { MapSlot } from './mapslot'
import { Replan } from './replan'
import { PlanForm } from './request'
import { failureWords, km, sourceWords } from './words'

const confirming = signal<'publish' | 'discard' | null>(null)
const stopping = signal<string | null>(null)

function Days() {
  const days = [today.value, tomorrow.value]
  const others = days.includes(day.value) ? days : [...days, day.value]
  const name = (on: string) =>
    on === today.value ? t('dispatch.today', { day: formatDay(on) })
      : on === tomorrow.value ? t('dispatch.tomorrow', { day: formatDay(on) }) : formatDay(on)
  return (
    <div class="buttons" role="group" aria-label={t('dispatch.day')}>
      {others.map((on) => (
        <Button key={on} pressed={on === day.value} onClick={() => openDay(on)}>{name(on)}</Button>))}
    </div>
  )
}

function Versions() {
  if (plans.value.length < 2) return null
  return (
    <div class="buttons" role="group" aria-label={t('dispatch.plans_of_day')}>
      {plans.value.map(({ id, requested_at, status }) => (
        <Button key={id} pressed={id === plan.value?.id} onClick={() => choosePlan(id)}>
          {t('dispatch.plan_at', { time: formatTime(requested_at), status: t(`dispatch.plan_status.${status}`) })}</Button>))}
    </div>
  )
}

/** How far the search has come: by the socket; without it, only that it goes on. */
function Planning({ of: { id } }: { of: PlanRow }) {
  const now = progress.value.get(id)
  const words = now
    ? t('dispatch.planning_of', { elapsed: Math.round(now.elapsed_s), budget: now.budget_s ?? '–',
      assigned: now.assigned ?? '–', orders: now.orders })
    : t('dispatch.planning_waits')
  const share = now?.budget_s ? Math.min(1, now.elapsed_s / now.budget_s) : undefined
  const stop = async () => {
    stopping.value = id
    await cancelPlan(id)
  }
  return (
    <section class="card" aria-busy="true">
      <h2>{t('dispatch.planning')}</h2>
      <progress class="wide" value={share} max={1} aria-label={t('dispatch.planning')} />
      <p>{words}</p>
      <Button icon="stop" disabled={stopping.value === id} onClick={stop}>
        {t(stopping.value === id ? 'dispatch.stopping' : 'dispatch.stop_planning')}</Button>
    </section>
  )
}

function Figures() {
  const sum = totals(lanes.value, left.value)
  return (
    <p class="line">
      <strong>{t('dispatch.totals', { routes: sum.routes, stops: sum.stops, km: km(sum.travel_m) })}</strong>
      {sum.late > 0 && <span class="amber">{t('dispatch.late_n', { n: sum.late })}</span>}
    </p>
  )
}

function Decide({ of: { id } }: { of: PlanRow }) {
  const close = () => { confirming.value = null }
  const sum = totals(lanes.value, left.value)
  return (
    <div class="decide">
      <Button icon="close" onClick={() => { confirming.value = 'discard' }}>{t('dispatch.discard')}</Button>
      <Button kind="primary" icon="send" disabled={sum.stops === 0} onClick={() => { confirming.value = 'publish' }}>
        {t('dispatch.publish')}</Button>
      {confirming.value === 'publish' && <Confirm title={t('dispatch.publish_title')} action={t('dispatch.publish')}
        onClose={close} onConfirm={() => publishPlan(id)}>
        <p><strong>{t('dispatch.publish_numbers', { ...sum })}</strong></p><p>{t('dispatch.publish_meaning')}</p></Confirm>}
      {confirming.value === 'discard' && <Confirm title={t('dispatch.discard_title')} action={t('dispatch.discard')}
        danger onClose={close} onConfirm={() => discardPlan(id)}>
        <p>{t('dispatch.discard_meaning')}</p></Confirm>}
    </div>
  )
}

/** What is other than in the draft that was there before, and the way back to it. */
function Against({ of }: { of: DifferenceRow }) {
  const shown = changesOf(of, desk.value.routes, desk.value.orders)
  return (
    <details class="card">
      <summary>{t('dispatch.against', { n: shown.stops.length })}</summary>
      <div class="stack">
        <ChangesView of={shown} />
        <Button icon="return" onClick={draftBefore}>{t('dispatch.draft_before')}</Button>
      </div>
    </details>
  )
}

function Made({ of }: { of: PlanRow }) {
  return (
    <>
      <section class="card">
        <Figures />
        {of.source && <p class="soft">{sourceWords(of.source)}</p>}
        {of.status === 'ready' && <Decide of={of} />}
        {of.status === 'published' && <Button icon="clock" onClick={() => openPart(of.on, 'times')}>{t('dispatch.times')}</Button>}
      </section>
      {of.status === 'ready' && of.difference && <Against of={of.difference} />}
      <LeftOutList />
    </>
  )
}

export function PlanDesk() {
  const now = plan.value
  const made = now?.status === 'ready' || now?.status === 'published'
  return (
    <div class={`plan-desk${made ? ' made' : ''}${now?.status === 'ready' ? ' deciding' : ''}`}>
      <div class="stack">
        <Days />
        <Versions />
        {now?.status !== 'requested' && <PlanForm key={day.value} />}
        {now === null && <p class="empty">{t('dispatch.no_plan')}</p>}
        {now?.status === 'requested' && <Planning of={now} />}
        {now?.status === 'failed' && <Notice tone="bad" icon="warning" role="alert">
          <p>{t('dispatch.plan_failed', { why: failureWords(now) })}</p></Notice>}
        {made && <Made of={now} />}
        <Replan key={`replan ${day.value}`} />
        <Button icon="pin" onClick={() => openPart(day.value, 'districts')}>{t('dispatch.districts')}</Button>
      </div>
      {made && <Lanes />}
      {made && <MapSlot onPick={(pick) => { if (pick?.kind === 'stop') openStop(pick.id) }} />}
    </div>
  )
}
