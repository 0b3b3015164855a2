/** Does the phone let an order be closed when the server would? The same vectors as tests/warehouse/test_packing.py. */
import { describe, expect, test } from 'vitest'
import { Wrong } from '../../../pwa/src/kernel/wrong'
import { begin, close, left, nextParcel, type Packing, type PackLine, scan, unitsOf } from '../../../pwa/src/picker/packing'
import vectors from '../../contract/packing.json'

interface Problem { code: string; expected?: string; got?: string }
interface State { step: string; parcels: readonly (readonly string[])[] }
interface Step { scan?: string; next?: boolean; close?: boolean; wrong?: Problem; at?: State }
interface Case { name: string; lines: PackLine[]; steps: Step[] }

const state = ({ step, parcels }: Packing): State => ({ step, parcels })
const act = (at: Packing, step: Step): Packing =>
  (step.scan !== undefined ? scan(at, step.scan) : step.next ? nextParcel(at) : close(at))
const walks = (vectors.cases as unknown as Case[]).filter((each) => each.steps)

describe.each(walks)('$name', ({ lines, steps }) => {
  test('answers as the server', () => {
    let at = begin(lines)
    for (const step of steps) {
      const before = state(at)
      let answer: { at?: State; wrong?: Problem }
      try {
        at = act(at, step)
        answer = { at: state(at) }
      } catch (wrong) {
        if (!(wrong instanceof Wrong)) throw wrong
        expect(state(at)).toEqual(before)
        answer = { wrong: { code: wrong.code, expected: wrong.expected, got: wrong.got } }
      }
      const wrong = step.wrong && { code: step.wrong.code, expected: step.wrong.expected ?? '', got: step.wrong.got ?? '' }
      expect(answer).toEqual(wrong ? { wrong } : { at: step.at })
    }
  })
})

test('what is left is counted by item, over all parcels and lines', () => {
  const lines = [{ sku: 'TEA', codes: ['TEA'], quantity: 2 }, { sku: 'JAM', codes: ['JAM'], quantity: 1 }, { sku: 'TEA', codes: ['TEA'], quantity: 1 }]
  const at = scan(nextParcel(scan(begin(lines), 'TEA')), 'TEA')
  expect([...left(at)]).toEqual([['TEA', 1], ['JAM', 1]])
  expect(at.parcels.map(unitsOf)).toEqual([{ TEA: 1 }, { TEA: 1 }])
})
