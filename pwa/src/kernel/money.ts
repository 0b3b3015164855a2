// How is money shown and typed? Whole minor units of one currency; never floats.
import { EXPONENTS } from '../contract'
import { lang } from './i18n'

const LARGEST_MINOR = 10 ** 12

export const exponent = (currency: string): number => EXPONENTS[currency] ?? 2

/** Minor units as a plain decimal with a point: 1250 EUR is "12.50". */
export function decimal(minor: number, currency: string): string {
  const places = exponent(currency)
  const digits = String(Math.abs(minor)).padStart(places + 1, '0')
  const text = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits
  return minor < 0 ? `-${text}` : text
}

/** The same as people of the current language type it: "12,50" in Greek and Russian. */
export function typed(minor: number, currency: string): string {
  const parts = new Intl.NumberFormat(lang.value, { minimumFractionDigits: 1 }).formatToParts(0)
  return decimal(minor, currency).replace('.', parts.find((part) => part.type === 'decimal')?.value ?? '.')
}

/** An amount as people of the current language write it, with its currency; a dash where we may not see it. */
export function formatMoney(minor: number | null, currency: string): string {
  if (minor === null) return '–'
  const places = exponent(currency)
  return new Intl.NumberFormat(lang.value, {
    style: 'currency', currency, minimumFractionDigits: places, maximumFractionDigits: places,
  }).format(decimal(minor, currency) as `${number}`)
}

/** Minor units of what somebody typed ("12,50", "12.5", "1 250"); null when it is no amount. */
export function parseMoney(text: string, currency: string): number | null {
  const match = /^(\d{1,12})(?:[.,](\d{0,4}))?$/.exec(text.replace(/[\s\u00a0\u202f]/g, ''))
  if (!match) return null
  const places = exponent(currency)
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  if (fraction.length > places) return null
  const minor = Number(match[1]) * 10 ** places + Number(fraction.padEnd(places, '0') || 0)
  return minor <= LARGEST_MINOR ? minor : null
}
