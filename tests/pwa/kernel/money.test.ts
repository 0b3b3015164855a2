// Is money typed and shown without ever becoming a fraction?
import { expect, test } from 'vitest'
import { decimal, formatMoney, parseMoney, typed } from '../../../pwa/src/kernel/money'

test.each([
  ['12,50', 'EUR', 1250], ['12.5', 'EUR', 1250], ['12', 'EUR', 1200], ['1 250,00', 'RUB', 125000], ['0', 'EUR', 0],
  ['12.', 'EUR', 1200], ['12.500', 'EUR', 1250], ['300', 'JPY', 300], ['1.250', 'KWD', 1250], ['0.07', 'EUR', 7],
])('%s %s is %i', (text, currency, minor) => {
  expect(parseMoney(text, currency)).toBe(minor)
})

test.each([
  ['', 'EUR'], ['abc', 'EUR'], ['-5', 'EUR'], ['12.345', 'EUR'], ['1,2,3', 'EUR'], ['300.5', 'JPY'], ['.5', 'EUR'],
  ['9999999999999', 'EUR'], ['999999999999', 'EUR'], ['1e3', 'EUR'],
])('%s %s is no amount', (text, currency) => {
  expect(parseMoney(text, currency)).toBeNull()
})

test.each([[1250, 'EUR', '12.50'], [5, 'EUR', '0.05'], [0, 'EUR', '0.00'], [-250, 'EUR', '-2.50'], [300, 'JPY', '300'],
  [1, 'KWD', '0.001']])('%i %s is %s', (minor, currency, text) => {
  expect(decimal(minor, currency)).toBe(text)
})

test('what is shown can be typed again', () => {
  for (const minor of [0, 1, 99, 100, 123456, 10 ** 12]) expect(parseMoney(typed(minor, 'EUR'), 'EUR')).toBe(minor)
})

test('people see the currency and both decimals', () => {
  expect(formatMoney(1250, 'EUR')).toBe('€12.50')
  expect(formatMoney(1000, 'ISK')).toMatch(/1,000/)
})
