// How are a day's orders shared out among couriers on the map? Proposed, looked at, and taken as zones.
import { signal } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import { formatDay } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { Button, Field, Notice } from '../../kernel/ui'
import { sayProblem } from '../../kernel/words'
import { day, openDay } from '../ctrl'
import { forget, moves, proposal, propose, refused, take, taken, wordsOf } from '../districts'
import { Confirm } from './confirm'
import { MapSlot } from './mapslot'
import { sourceWords } from './words'

const MOST = 100
const confirming = signal(false)

function Ask() {
  const [count, setCount] = useState('')
  const wanted = count.trim() ? Number(count) : null
  const wrong = wanted !== null && !(Number.isInteger(wanted) && wanted >= 1 && wanted <= MOST)
  return (
    <section class="card">
      <Field label={t('dispatch.districts_count')} value={count} onInput={setCount} inputMode="numeric"
        hint={t('dispatch.districts_hint')} error={wrong ? t('dispatch.districts_wrong', { most: MOST }) : null} />
      <Button kind={proposal.value ? 'plain' : 'primary'} wide icon="pin" disabled={wrong}
        onClick={() => propose(day.value, wanted)}>{t('dispatch.districts_propose')}</Button>
    </section>
  )
}

function Proposed() {
  const found = proposal.value
  if (!found) return null
  return (
    <section class="card" aria-label={t('dispatch.districts')}>
      <ul class="district-list">{found.districts.map((one) => (
        <li key={one.name}><strong>{one.name}</strong><span>{wordsOf(one)}</span></li>))}</ul>
      <p class="soft">{sourceWords(found.source)}</p>
      {found.guessed > 0 && <p class="soft">{t('dispatch.districts_guessed', { n: found.guessed })}</p>}
      {moves.value !== null && !taken.value && <p>{t('dispatch.districts_moves', { n: moves.value })}</p>}
      {taken.value ? <Notice tone="good" icon="check"><p>{t('dispatch.districts_taken')}</p></Notice>
        : <Button kind="primary" wide icon="check" disabled={moves.value === null} onClick={() => { confirming.value = true }}>
          {t('dispatch.districts_take')}</Button>}
      {confirming.value && <Confirm title={t('dispatch.districts_take')} action={t('dispatch.districts_take')} danger
        onClose={() => { confirming.value = false }} onConfirm={take}>
        <p>{t('dispatch.districts_meaning', { n: found.zones })}</p></Confirm>}
    </section>
  )
}

export function Districts() {
  useEffect(() => forget, [day.value])
  return (
    <div class="plan-desk made districts">
      <div class="stack">
        <h2>{t('dispatch.districts_of', { day: formatDay(day.value) })}</h2>
        <Button icon="back" onClick={() => openDay(day.value)}>{t('dispatch.times_back')}</Button>
        <Ask />
        {refused.value && <Notice tone="bad" icon="warning" role="alert"><p>{sayProblem(refused.value)}</p></Notice>}
        <Proposed />
      </div>
      {proposal.value && <MapSlot key={proposal.value.districts.length} />}
    </div>
  )
}
