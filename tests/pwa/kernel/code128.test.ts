/** Are the bars on the screen those of the code? As the server draws them. */
import { expect, test } from 'vitest'
import { code128 } from '../../../pwa/src/kernel/code128'

// Start B, "PJJ123C" and its check symbol 55, stop: as the server's library draws it.
const PJJ123C = '11010010000' + '11101110110' + '10110111000' + '10110111000' + '10011100110' + '11001110010' + '11001011100'
  + '10001000110' + '11101000110' + '1100011101011'

test('a code, its check symbol and its quiet zones', () => {
  const { modules, bars } = code128('PJJ123C')
  const drawn = Array.from({ length: modules }, (_, at) => (bars.some(([start, width]) => at >= start && at < start + width) ? '1' : '0'))
  expect(drawn.join('')).toBe('0'.repeat(10) + PJJ123C + '0'.repeat(10))
})

test('only printable ASCII has bars', () => {
  expect(() => code128('ячейка')).toThrow()
  expect(() => code128('')).toThrow()
})
