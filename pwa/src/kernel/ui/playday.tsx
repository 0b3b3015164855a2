// How does somebody see a running day in the demo? One button, and below it how the day goes; elsewhere nothing.
import { useEffect, useState } from 'preact/hooks'
import { api, ApiProblem } from '../api'
import { t } from '../i18n'
import { pull } from '../pull'
import { sayProblem } from '../words'
import { Button, Notice } from './basics'

const LOOK_EVERY_MS = 3000

export interface RunningDay { state: 'idle' | 'starting' | 'running' | 'clean' | 'off' | 'failed'; line: string }

export const playing = ({ state }: RunningDay): boolean => state === 'starting' || state === 'running'

/** What the last question was answered, or why it could not be asked. */
interface Seen { day: RunningDay | null; problem: ApiProblem | null }

async function seen(question: Promise<RunningDay>): Promise<Seen> {
  try {
    return { day: await question, problem: null }
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem
    return { day: null, problem }
  }
}

/** Is this the demo, and how does its day go? Null elsewhere. */
export async function lookForDay(): Promise<RunningDay | null> {
  try {
    const { demo } = await api.get<{ demo: boolean }>('/api/clock')
    return demo ? await api.get<RunningDay>('/api/demo/day') : null
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem
    return null
  }
}

function How({ day: { state, line } }: { day: RunningDay }) {
  if (state === 'idle') return null
  const tone = state === 'clean' ? 'good' : state === 'off' || state === 'failed' ? 'warn' : 'info'
  return (
    <Notice tone={tone} role="status">
      <p>{t(`common.play_day_${state}`)}{line && <> <span lang="en">{line}</span></>}</p>
    </Notice>
  )
}

export function PlayDay() {
  const [day, setDay] = useState<RunningDay | null>(null)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  useEffect(() => { void lookForDay().then(setDay) }, [])
  const running = day !== null && playing(day)
  useEffect(() => {
    if (!running) return undefined
    const timer = setInterval(() => void lookForDay().then((next) => { if (next) setDay(next) }), LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [running])
  if (!day) return null
  const start = async () => {
    const answer = await seen(api.post<RunningDay>('/api/demo/day', {}))
    if (answer.day) setDay(answer.day)
    setProblem(answer.problem)
    void pull.now() // the clock has moved: what is shown as "today" moves with it
  }
  return (
    <section class="stack">
      <Button icon="play" onClick={start} disabled={running}>{t('common.play_day')}</Button>
      {problem && <Notice tone="warn" role="alert"><p>{sayProblem(problem)}</p></Notice>}
      <How day={day} />
    </section>
  )
}
