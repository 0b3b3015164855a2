/** Are points read as people paste them, and drawn where they are? */
import { expect, test } from 'vitest'
import { ageOf, ageSeconds, parsePoint, pathOf, projection, ringsOf } from '../../../pwa/src/dispatch/geo'

test.each([
  ['60.17, 24.94', 60.17, 24.94],
  [' 60.17 24.94 ', 60.17, 24.94],
  ['60,17; 24,94', 60.17, 24.94],
  ['60,17 24,94', 60.17, 24.94],
  ['60,17, 24,94', 60.17, 24.94],
  ['(60.1699, 24.9384)', 60.1699, 24.9384],
  ['-33.5,-70', -33.5, -70],
])('%s is a point', (text, lat, lon) => expect(parsePoint(text)).toEqual({ lat, lon }))

test.each(['', '60.17', 'Mannerheimintie 4', '91, 24', '60, 181', '60.17, 24.94, 3'])('%s is none', (text) =>
  expect(parsePoint(text)).toBeNull(),
)

test('the age counts from the fix, and a fast clock cannot make it younger', () => {
  const now = Date.parse('2026-11-21T10:10:00Z')
  expect(ageSeconds('2026-11-21T10:08:00Z', '2026-11-21T10:09:00Z', now)).toBe(120)
  expect(ageSeconds('2026-11-21T11:00:00Z', '2026-11-21T10:00:00Z', now)).toBe(600)
})

test('fresh under 2 minutes, stale from 10', () => {
  expect([0, 119, 120, 599, 600, null].map(ageOf)).toEqual(['fresh', 'fresh', 'ageing', 'ageing', 'stale', 'never'])
})

test('north is up, east is right, and everything is on the sheet', () => {
  const to = projection(
    [
      { lat: 60, lon: 24 },
      { lat: 60.02, lon: 24.01 },
    ],
    1000,
  )
  expect(to.y(60.02)).toBeLessThan(to.y(60))
  expect(to.x(24.01)).toBeGreaterThan(to.x(24))
  for (const y of [to.y(60), to.y(60.02)]) expect(y >= 0 && y <= to.height).toBe(true)
})

test('a metre is as long eastwards as northwards', () => {
  const to = projection(
    [
      { lat: 59.9, lon: 24 },
      { lat: 60.1, lon: 24.4 },
    ],
    1000,
  )
  expect(to.x(24.2) - to.x(24)).toBeCloseTo(to.y(60) - to.y(60.1), 0)
})

test('one lone point still gives a sheet', () => {
  const to = projection([{ lat: 60, lon: 24 }], 1000)
  expect(Number.isFinite(to.x(24)) && to.x(24) > 0 && to.x(24) < 1000).toBe(true)
})

test('rings of polygons and multipolygons become closed paths', () => {
  const ring = [
    [24, 60],
    [24.1, 60],
    [24, 60.1],
    [24, 60],
  ]
  expect(ringsOf({ type: 'MultiPolygon', coordinates: [[ring], [ring]] })).toHaveLength(2)
  expect(ringsOf({ type: 'Point', coordinates: [24, 60] })).toEqual([])
  const to = projection([{ lat: 60, lon: 24 }], 100)
  expect(pathOf(ring, to, true)).toMatch(/^M.*L.*Z$/)
})
