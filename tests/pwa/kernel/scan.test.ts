// Is a scanner told from a hand, on any layout?
import { expect, test } from 'vitest'
import { charOf, judge, type Key } from '../../../pwa/src/kernel/scan'

const typed = (codes: string[], gaps: number[]): Key[] => {
  let at = 1000
  return codes.map((code, n) => ({ code, shift: false, ctrl: false, at: (at += n ? gaps[(n - 1) % gaps.length]! : 0) }))
}
const digits = (text: string) => [...text].map((digit) => `Digit${digit}`)

test('even keys every 5 ms are a scan', () => {
  expect(judge(typed(digits('0401234567894'), [5]))).toBe('0401234567894')
})

test('one slow key in a fast scan does not lose it: the mean counts', () => {
  expect(judge(typed(digits('0401234567894'), [2, 3, 85, 4, 37, 2, 2, 2, 2, 2, 2, 2]))).toBe('0401234567894')
})

test('a hand is no scanner', () => {
  expect(judge(typed(digits('0401234567894'), [120, 90, 200]))).toBeNull()
})

test('three fast keys are too few', () => {
  expect(judge(typed(digits('123'), [5]))).toBeNull()
})

test('codes are read by key, so the layout does not matter; shift gives capitals', () => {
  const keys = typed(['KeyW', 'KeyB', 'Minus', 'Digit7', 'Digit4'], [5]).map((key, n) => ({ ...key, shift: n < 2 }))
  expect(judge(keys)).toBe('WB-74')
})

test('keys that write nothing are not part of a code', () => {
  expect(judge(typed(['ShiftLeft', 'KeyA', 'KeyB', 'KeyC', 'KeyD'], [5]))).toBe('abcd')
})

test('the GS1 separator comes as control and right bracket', () => {
  expect(charOf({ code: 'BracketRight', shift: false, ctrl: true, at: 0 })).toBe('\u001d')
  expect(charOf({ code: 'KeyC', shift: false, ctrl: true, at: 0 })).toBeNull()
})
