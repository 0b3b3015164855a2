/** Are points read as people paste them, and are ages told? */
import { expect, test } from 'vitest'
import { ageOf, ageSeconds, parsePoint, ringsOf } from '../../../pwa/src/dispatch/geo'

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

test('polygons and multipolygons have rings, other shapes none', () => {
  const ring = [[24, 60], [25, 60], [25, 61], [24, 60]]
  expect(ringsOf({ type: 'Polygon', coordinates: [ring] })).toEqual([ring])
  expect(ringsOf({ type: 'MultiPolygon', coordinates: [[ring], [ring, ring]] })).toEqual([ring, ring, ring])
  expect(ringsOf({ type: 'Point', coordinates: [24, 60] })).toEqual([])
})
