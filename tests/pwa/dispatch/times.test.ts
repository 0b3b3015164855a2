// Is a difference said as late, early or on time, and is what nobody marked left open?
import { describe, expect, it } from 'vitest'
import { longer, minutes, side } from '../../../pwa/src/dispatch/times'

describe('planned and actual', () => {
  it.each([[61, 1], [60, 1], [59, 0], [0, 0], [-59, 0], [-60, -1], [null, null]] as const)('%s seconds after the plan', (late_s, to) => {
    expect(side(late_s)).toBe(to)
  })

  it('counts in whole minutes', () => {
    expect([0, 29, 30, 600, null].map(minutes)).toEqual([0, 0, 1, 10, null])
  })

  it.each([
    [240, 300, false], [240, 301, true], [1200, 1499, false], [1200, 1501, true], [null, 900, false], [240, null, false],
  ])('planned %s, took %s', (planned_s, actual_s, found) => {
    expect(longer(planned_s, actual_s)).toBe(found)
  })
})
