// What is a scanned string? As warehouse/codes.py says, of which this is the mirror: tests/contract/codes.json.

export type Kind = 'sheet' | 'tote' | 'parcel' | 'item' | 'other' // other: a bin, a SKU, an order: only the data can say
export type CodeProblem = 'gtin-check-digit' | 'gs1-unreadable'
/** `code` in the one spelling the data knows; what stood beside a GTIN: lot, expiry (YYMMDD), serial, quantity. */
export interface Scanned {
  kind: Kind; code: string; problem: CodeProblem | null; lot: string; expiry: string; serial: string; quantity: number | null
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const PREFIXES: Record<string, Kind> = { R: 'sheet', T: 'tote', P: 'parcel' }
const LONG = 12
const NONE = { problem: null, lot: '', expiry: '', serial: '', quantity: null }
const GS = '\u001d'
const GS1_AIMS = new Set([']C1', ']d2', ']Q3', ']e0'])

// A wedge scanner presses keys; with another layout active the same keys write other characters.
const LATIN_KEYS = 'QWERTYUIOPASDFGHJKLZXCVBNM'
const RUSSIAN_KEYS = 'ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ'
const GREEK_KEYS = ';ςΕΡΤΥΘΙΟΠΑΣΔΦΓΗΞΚΛΖΧΨΩΒΝΜ'
const pairs = (from: string, to: string): [string, string][] => [...from].map((letter, n) => [letter, [...to][n]!])
const OWN_KEYS = new Map([
  ...pairs(RUSSIAN_KEYS, LATIN_KEYS), ...pairs(GREEK_KEYS, LATIN_KEYS), ...pairs(':΅', 'QW'),
])
const LOOKALIKES = new Map(pairs('ILO', '110'))
const RUSSIAN = new Map([
  ...pairs(RUSSIAN_KEYS, LATIN_KEYS), ...pairs(RUSSIAN_KEYS.toLowerCase(), LATIN_KEYS.toLowerCase()),
  ...pairs('хъжэбюёХЪЖЭБЮЁ.,"№;:?', "[];',.`{}:\"<>~/?@#$^&"),
])
const GREEK = new Map([
  ...pairs('ςερτυθιοπασδφγηξκλζχψωβνμ', 'wertyuiopasdfghjklzxcvbnm'),
  ...pairs(GREEK_KEYS.slice(2), LATIN_KEYS.slice(2)), ...pairs(';:΅', 'qQW'),
])

/** What the scanner's own (US) layout would have written. */
function latin(text: string): string {
  const keys = /[А-яЁё]/.test(text) ? RUSSIAN : /[Α-Ωα-ω]/.test(text) ? GREEK : null
  return keys ? [...text].map((letter) => keys.get(letter) ?? letter).join('') : text
}

// eslint-disable-next-line no-control-regex
const trimmed = (text: string): string => text.replace(/^[\u0000- \u00a0\ufeff]+|[\u0000- \u00a0\ufeff]+$/g, '')
// eslint-disable-next-line no-control-regex
const joined = (text: string): string => text.replace(/[\u0000-\u001c\u001e-\u0020\u00a0\ufeff\u2010-\u2015\u2212-]/g, '')

export function gtinCheckDigit(body: string): string {
  const total = [...body].reverse().reduce((sum, digit, place) => sum + Number(digit) * (place % 2 ? 1 : 3), 0)
  return String((10 - (total % 10)) % 10)
}

/** Why this is no GTIN: `gtin-length`, `gtin-check-digit`; null if it is one. */
export function gtinProblem(text: string): 'gtin-length' | 'gtin-check-digit' | null {
  if (!/^(\d{8}|\d{12,14})$/.test(text)) return 'gtin-length'
  return gtinCheckDigit(text.slice(0, -1)) === text.at(-1) ? null : 'gtin-check-digit'
}

const double = (element: number): number => ((element << 1) & 0b100000 ? (element << 1) ^ 0b100101 : element << 1)

function checkCharacter(text: string): string {
  let total = 0
  for (const letter of text) total = double(total) ^ ALPHABET.indexOf(letter)
  return ALPHABET[double(total)]!
}

/** A sheet's, tote's or parcel's code, if the keys can have meant just one. */
function own(text: string): string | null {
  const upper = [...text.replace(/σ/g, 'S').replace(/ς/g, 'W').toUpperCase()]
  if (upper.length !== LONG || upper.filter((letter) => letter === 'Σ').length > 4) return null
  // Shift and W writes a capital sigma on some systems: the check character tells it from S
  const meant = (letter: string): string[] => {
    const key = OWN_KEYS.get(letter) ?? letter
    return letter === 'Σ' ? ['S', 'W'] : [LOOKALIKES.get(key) ?? key]
  }
  const spellings = upper.reduce<string[]>((all, letter) => all.flatMap((begun) =>
    meant(letter).map((one) => begun + one)), [''])
  const found = spellings.filter((code) => code[0]! in PREFIXES && [...code].every((letter) => ALPHABET.includes(letter))
    && checkCharacter(code.slice(0, -1)) === code.at(-1))
  return found.length === 1 ? found[0]! : null
}

// GS1 element strings ---------------------------------------------------------------------------------------

/** Lengths, with the identifier, of elements that need no separator, by their first two digits (GS1 7.8.5). */
const FIXED: Record<string, number> = {
  '00': 20, '01': 16, '02': 16, '03': 16, '04': 18, '20': 4, '41': 16,
  ...Object.fromEntries(['11', '12', '13', '14', '15', '16', '17', '18', '19'].map((ai) => [ai, 8])),
  ...Object.fromEntries(['31', '32', '33', '34', '35', '36'].map((ai) => [ai, 10])),
}
// Marked goods end in a key and its signature; a scanner that drops separators glues them to the serial.
const GLUED = /^(.+?)(?:91.{4}92.{44}(?:.{44})?|93.{4})$/

/** Elements by identifier, or null where the string does not hold together. */
function elements(text: string): Map<string, string> | null {
  const found = new Map<string, string>()
  let rest = text
  while (rest) {
    const ai = rest.slice(0, 2)
    if (!/^\d\d$/.test(ai)) return null
    const fixed = FIXED[ai]
    const end = fixed ?? (rest.indexOf(GS) < 0 ? rest.length : rest.indexOf(GS))
    const value = rest.slice(2, end)
    if (!value || (fixed && (rest.length < fixed || !/^\d+$/.test(value)))) return null
    if (!found.has(ai)) found.set(ai, value)
    rest = rest.slice(end)
    if (rest.startsWith(GS)) rest = rest.slice(1)
  }
  return found
}

/** "(01)0400…(10)A" as printed below bars, as a scanner would send it. */
const unbracketed = (text: string): string =>
  (/^\(\d{2,4}\)/.test(text) ? text.replace(/\((\d{2,4})\)/g, `${GS}$1`).slice(1) : text)

/** What a GS1 element string holds; without being `sure` that it is one, only what is beyond doubt. */
function readElements(text: string, code: string, sure: boolean): Scanned | null {
  const failed = (problem: CodeProblem): Scanned => ({ ...NONE, kind: 'other', code, problem })
  const found = elements(unbracketed(text))
  if (!found) return sure ? failed('gs1-unreadable') : null
  const gtin = found.get('01')
  if (!gtin) return null
  if (gtinProblem(gtin)) return sure || found.size > 1 ? failed('gtin-check-digit') : null
  const lot = found.get('10') ?? ''
  const whole = text.includes(GS) || text.startsWith('(')
  const serial = (whole ? null : GLUED.exec(found.get('21') ?? '')?.[1]) ?? found.get('21') ?? ''
  const quantity = found.get('30') || found.get('37') || ''
  return {
    ...NONE, kind: 'item', code: gtin.startsWith('0') ? gtin.slice(1) : gtin, lot: lot.length > 20 ? '' : lot,
    expiry: found.get('17') ?? '', serial: serial.length > 20 ? '' : serial,
    quantity: /^\d{1,8}$/.test(quantity) ? Number(quantity) : null,
  }
}

// ----------------------------------------------------------------------------------------------------------

/** What a scanned or typed string is; never fails. Case, spaces, hyphens and the keyboard layout do not matter. */
export function parse(text: string): Scanned {
  const { aim, code } = withoutAim(trimmed(text))
  const bare = joined(code)
  const wrong = gtinProblem(bare)
  if (wrong === null) return { ...NONE, kind: 'item', code: bare }
  const mine = own(bare)
  if (mine) return { ...NONE, kind: PREFIXES[mine[0]!]!, code: mine }
  const repaired = latin(code)
  const sure = GS1_AIMS.has(aim) || repaired.includes(GS) || repaired.startsWith('(01)')
  const item = sure || /^01\d{14}/.test(repaired) ? readElements(repaired, code, sure) : null
  return item ?? { ...NONE, kind: 'other', code, problem: wrong === 'gtin-check-digit' ? wrong : null }
}

/** The AIM identifier before a code, '' if none, and the code; a layout hurts the one like the other. */
function withoutAim(text: string): { aim: string; code: string } {
  const hurt = /^[\]ъ]([А-яΑ-Ωα-ω])([0-9])/.exec(text)
  const told = hurt ? `]${latin(hurt[1]!)}${hurt[2]}${text.slice(3)}` : text
  return /^\][A-Za-z][0-9A-Za-z]/.test(told)
    ? { aim: told.slice(0, 3), code: trimmed(told.slice(3)) } : { aim: '', code: text }
}

/** The spelling under which two codes are the same to a scanner, whatever case, spaces, hyphens or a Russian or Greek
 * layout did to them; GTINs with fourteen digits. For comparing only: never shown, never stored. */
export function canonical(text: string): string {
  const { kind, code } = parse(text)
  if (kind === 'item') return code.padStart(14, '0')
  return kind === 'other' ? joined(latin(code)).toUpperCase() : code
}

export const sameCode = (one: string, other: string): boolean => canonical(one) === canonical(other)
