// What does the dispatcher ask of the planner? A day, and if he wishes how long to search and from which seed.
import { useState } from 'preact/hooks'
import { t } from '../../kernel/i18n'
import { Button, Field } from '../../kernel/ui'
import { plan, readyCount, requestPlan, unzonedCount } from '../ctrl'

const BUDGET_S = 10

/** A whole number within bounds, or null. */
function whole(text: string, from: number, to: number): number | null {
  const value = /^\d{1,10}$/.test(text.trim()) ? Number(text.trim()) : NaN
  return value >= from && value <= to ? value : null
}

export function PlanForm() {
  const [budget, setBudget] = useState(String(BUDGET_S))
  const [iterations, setIterations] = useState('')
  const [seed, setSeed] = useState('0')
  const budget_s = whole(budget, 1, 600)
  const steps = iterations.trim() ? whole(iterations, 1, 100_000) : null
  const from = whole(seed, 0, 2 ** 31 - 1)
  const wrong = budget_s === null || from === null || (iterations.trim() !== '' && steps === null)
  const again = plan.value !== null
  const submit = async () => {
    if (budget_s !== null && from !== null) await requestPlan({ budget_s, iterations: steps, seed: from })
  }
  const form = (
    <>
      <p><strong>{t('dispatch.plan_orders', { n: readyCount.value })}</strong></p>
      {unzonedCount.value > 0 && <p class="amber">{t('dispatch.plan_unzoned', { n: unzonedCount.value })}</p>}
      <details>
        <summary>{t('dispatch.advanced')}</summary>
        <div class="stack">
          <Field label={t('dispatch.budget')} value={budget} onInput={setBudget} inputMode="numeric" />
          <Field label={t('dispatch.iterations')} value={iterations} onInput={setIterations} inputMode="numeric" />
          <Field label={t('dispatch.seed')} value={seed} onInput={setSeed} inputMode="numeric" />
        </div>
      </details>
      {plan.value?.status === 'ready' && <p class="soft">{t('dispatch.replaces_draft')}</p>}
      <Button kind={again ? 'plain' : 'primary'} wide icon="route" disabled={wrong || readyCount.value === 0} onClick={submit}>
        {t('dispatch.plan')}</Button>
    </>
  )
  if (!again) return <section class="card">{form}</section>
  return <details class="card"><summary>{t('dispatch.plan_again')}</summary><div class="stack">{form}</div></details>
}
