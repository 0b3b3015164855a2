// Which fixes are worth keeping: often on the move, seldom while standing?
import { expect, test } from 'vitest'
import { metresBetween, worthKeeping } from '../../../pwa/src/kernel/gps'

const fix = (seconds: number, more: object = {}) => ({
  actor: 'u1', id: 'f', at: new Date(1_800_000_000_000 + seconds * 1000).toISOString(), lat: 60.17, lon: 24.94,
  accuracy_m: 10, speed_mps: 0, heading: null, battery: null, ...more,
})
const NORTH = { lat: 60.17 + 40 / 111_320 }

test('distance is right to a metre over a kilometre', () => {
  expect(metresBetween({ lat: 60.17, lon: 24.94 }, { lat: 60.17, lon: 24.96 })).toBeCloseTo(1107.5, -1)
})
test('the first fix is kept', () => expect(worthKeeping(null, fix(0))).toBe(true))
test('standing still, one a minute is enough', () => {
  expect(worthKeeping(fix(0), fix(30))).toBe(false)
  expect(worthKeeping(fix(0), fix(60))).toBe(true)
})
test('moving, one in five seconds', () => {
  expect(worthKeeping(fix(0), fix(4, NORTH))).toBe(false)
  expect(worthKeeping(fix(0), fix(5, NORTH))).toBe(true)
  expect(worthKeeping(fix(0), fix(5, { speed_mps: 4 }))).toBe(true)
})
test('a jump smaller than the fix is inaccurate is no movement', () => {
  expect(worthKeeping(fix(0), fix(10, { ...NORTH, accuracy_m: 100 }))).toBe(false)
})
