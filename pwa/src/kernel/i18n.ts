// Which words does the screen use? The server's own text files, one chunk a language and area.
import { signal, type ReadonlySignal } from '@preact/signals'

export const LANGUAGES = { en: 'English', ru: 'Русский', el: 'Ελληνικά' } as const
export type Lang = keyof typeof LANGUAGES
export type Area = 'common' | 'problems' | 'courier' | 'dispatch' | 'cashier' | 'admin' | 'picker' | 'import'
export type Params = Record<string, unknown>

const files = import.meta.glob<Record<string, string>>(
  '../../../server/texts/*/{common,problems,courier,dispatch,cashier,admin,picker,import}.json', { import: 'default' })
const words = signal<Record<string, string>>({})
const current = signal<Lang>('en')
export const lang: ReadonlySignal<Lang> = current
const loaded = new Set<Area>()

/** The words of `key` with its parameters filled in; of `key#one`, `key#few`… by the parameter `n`. */
export function phrase(dictionary: Record<string, string>, language: string, key: string, params: Params): string {
  let found = dictionary[key]
  if (found === undefined && typeof params.n === 'number') {
    const form = new Intl.PluralRules(language).select(params.n)
    found = dictionary[`${key}#${form}`] ?? dictionary[`${key}#other`]
  }
  return (found ?? key).replace(/\{(\w+)\}/g, (all, name: string) => (name in params ? String(params[name]) : all))
}

export const t = (key: string, params: Params = {}): string => phrase(words.value, current.value, key, params)

/** Whether the catalogue knows a key (problems may be newer than this app). */
export const knows = (key: string): boolean => key in words.value || `${key}#other` in words.value

async function read(language: Lang, areas: Iterable<Area>): Promise<Record<string, string>> {
  const texts = await Promise.all([...areas].map((area) => files[`../../../server/texts/${language}/${area}.json`]?.()))
  return Object.assign({}, ...texts) as Record<string, string>
}

/** Loads the words of an area in the current language, and in later ones from now on. */
export async function loadArea(area: Area): Promise<void> {
  if (loaded.has(area)) return
  const language = current.value
  const more = await read(language, [area])
  if (language !== current.value) return loadArea(area)
  loaded.add(area)
  words.value = { ...words.value, ...more }
}

export async function setLang(next: Lang): Promise<void> {
  const all = await read(next, loaded)
  words.value = all
  current.value = next
  document.documentElement.lang = next
  localStorage.setItem('lang', next)
}

/** Metres as kilometres, grams as kilograms: at most one decimal place, as people of the language write it. */
export const thousands = (small: number): string =>
  new Intl.NumberFormat(lang.value, { maximumFractionDigits: 1 }).format(small / 1000)

/** The stored language, or the first of the device's that we speak; loads the common words. */
export async function openTexts(): Promise<void> {
  const wished = [localStorage.getItem('lang'), ...navigator.languages.map((tag) => tag.slice(0, 2))]
  const known = wished.find((tag): tag is Lang => tag !== null && tag in LANGUAGES)
  loaded.add('common').add('problems')
  await setLang(known ?? 'en')
}
