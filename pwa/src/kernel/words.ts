// How are problems and discrepancies told to people? By their code, with sums of money as money.
import type { ProblemValue } from './db'
import { knows, type Params, t } from './i18n'
import { formatMoney } from './money'

/** For each `x_minor` beside a `currency`, `x` as an amount people read. */
export function withMoney(params: Params): Params {
  const { currency } = params
  if (typeof currency !== 'string') return params
  const amounts = Object.entries(params)
    .filter(([name, value]) => name.endsWith('_minor') && typeof value === 'number')
    .map(([name, value]) => [name.slice(0, -'_minor'.length), formatMoney(value as number, currency)])
  return { ...params, ...Object.fromEntries(amounts) }
}

// Found by the phone itself, so the server's catalogue of problems does not hold them.
const OWN: Record<string, string> = { unreachable: 'common.unreachable', 'unreadable-answer': 'common.unreadable' }

/** A problem (of an answer, or a flagged command's discrepancy) in words; an unknown code stands in a sentence.
 * Some codes are both: what was refused asks to be done anew, what was `flagged` is written down as it is. */
export function sayProblem(problem: ProblemValue | null | undefined, flagged = false): string {
  const code = problem?.code ?? '?'
  const keys = [OWN[code] ?? code, `discrepancy.${code}`]
  const key = (flagged ? keys.reverse() : keys).find(knows)
  return key ? t(key, withMoney(problem?.params ?? {})) : t('common.problem_unknown', { code })
}

/** A discrepancy in words: what does not fit. */
export function sayDiscrepancy(kind: string, detail: Params): string {
  if (!knows(`discrepancy.${kind}`)) return t('common.problem_unknown', { code: kind })
  const command = `command.${detail.command}`
  return t(`discrepancy.${kind}`, { ...withMoney(detail), ...(knows(command) ? { command: t(command) } : {}) })
}
