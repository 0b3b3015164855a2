// When is a code before the camera a scan?
import { expect, test } from 'vitest'
import { aimed, Sight, widened } from '../../../pwa/src/kernel/camerasight'

const one = (text: string, format = 'ean_13', x = 0.5, y = 0.5) => ({ text, format, x, y })

test('bars are believed when two frames agree, squares at once', () => {
  const sight = new Sight()
  expect(sight.see([one('4006381333931')], 0)).toBeNull()
  expect(sight.see([one('4006381333930')], 40)).toBeNull()
  expect(sight.see([one('4006381333931')], 80)).toBeNull()
  expect(sight.see([one('4006381333931')], 120)).toBe('4006381333931')
  expect(sight.see([one('T123', 'qr_code')], 160)).toBe('T123')
})

test('as long as it stays in view it is one, and again when it was away', () => {
  const sight = new Sight()
  const seen = (at: number) => sight.see([one('A', 'data_matrix')], at)
  expect(seen(0)).toBe('A')
  for (let at = 500; at <= 20_000; at += 500) expect(seen(at)).toBeNull()
  expect(sight.see([], 20_500)).toBeNull()
  expect(seen(21_000)).toBeNull()
  expect(seen(22_300)).toBe('A')
})

test('of several codes the one in the middle is meant', () => {
  expect(aimed([one('left', 'qr_code', 0.1), one('middle', 'qr_code', 0.55, 0.4), one('right', 'qr_code', 0.9)])?.text).toBe('middle')
  expect(aimed([])).toBeNull()
})

test.each([
  ['04252614', '042100005264'], ['01234531', '012300000451'], ['01234543', '012340000053'], ['01234565', '012345000065'],
  ['4006381333931', '4006381333931'],
])('UPC-E %s stands for %s', (short, long) => {
  expect(widened(short)).toBe(long)
})

test('UPC-E is told as the twelve digits it stands for', () => {
  const sight = new Sight()
  sight.see([one('04252614', 'upc_e')], 0)
  expect(sight.see([one('04252614', 'upc_e')], 50)).toBe('042100005264')
})
