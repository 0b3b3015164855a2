/** Does the phone gather as the server judges? The same vectors as tests/warehouse/test_picking.py. */
import { describe, expect, test } from 'vitest'
import type { ShortReason } from '../../../pwa/src/contract'
import { Wrong } from '../../../pwa/src/kernel/wrong'
import { begin, type Picked, type Picking, type PickLine, reportShort, scan } from '../../../pwa/src/picker/picking'
import vectors from '../../contract/picking.json'

interface State { step: string; taken: number; tote: string | null; short: string | null; left: string[] }
interface Problem { code: string; expected?: string; got?: string }
interface Step { scan?: string; short?: ShortReason; wrong?: Problem; at?: State; picked?: Picked }
interface Case { name: string; lines: PickLine[]; tote: string | null; foreign_totes: string[]; steps: Step[] }

const state = ({ step, taken, tote, short, lines }: Picking): State => ({ step, taken, tote, short, left: lines.map((line) => line.id) })

describe.each(vectors.cases as Case[])('$name', ({ lines, tote, foreign_totes, steps }) => {
  test('answers as the server', () => {
    let at = begin(lines, tote, foreign_totes)
    for (const step of steps) {
      const before = state(at)
      let answer: { at?: State; wrong?: Problem; picked: Picked | null }
      try {
        const found = step.scan === undefined ? reportShort(at, step.short!) : scan(at, step.scan)
        at = found.at
        answer = { at: state(at), picked: found.picked }
      } catch (wrong) {
        if (!(wrong instanceof Wrong)) throw wrong
        expect(state(at)).toEqual(before)
        answer = { wrong: { code: wrong.code, expected: wrong.expected, got: wrong.got }, picked: null }
      }
      const wrong = step.wrong && { code: step.wrong.code, expected: step.wrong.expected ?? '', got: step.wrong.got ?? '' }
      expect(answer).toEqual({ ...(wrong ? { wrong } : { at: step.at }), picked: step.picked ?? null })
    }
  })
})
