// Does each language get the right words, plurals included?
import { expect, test } from 'vitest'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { phrase } from '../../../pwa/src/kernel/i18n'
import { withMoney } from '../../../pwa/src/kernel/words'

const folder = join(import.meta.dirname, '../../../server/texts')
const read = (language: string, area: string) =>
  JSON.parse(readFileSync(join(folder, language, `${area}.json`), 'utf8')) as Record<string, string>
const NEEDED = { en: ['one', 'other'], ru: ['few', 'many', 'one', 'other'], el: ['one', 'other'] } as const

test.each([[1, '1 заказ'], [2, '2 заказа'], [5, '5 заказов'], [11, '11 заказов'], [21, '21 заказ'], [104, '104 заказа']])(
  'Russian counts %i orders', (n, words) => {
    expect(phrase(read('ru', 'common'), 'ru', 'common.orders', { n })).toBe(words)
  })

test('parameters fill their places and unknown ones stay visible', () => {
  expect(phrase({ a: '{x} of {y}' }, 'en', 'a', { x: 1 })).toBe('1 of {y}')
})

test('a missing text shows its key', () => {
  expect(phrase({}, 'en', 'no.such', { n: 2 })).toBe('no.such')
})

test('sums of minor units are told as money', () => {
  expect(withMoney({ got_minor: 500, currency: 'EUR', n: 3 })).toMatchObject({ got: '€5.00', n: 3 })
  expect(withMoney({ got_minor: 500 })).toEqual({ got_minor: 500 })
})

test.each(readdirSync(join(folder, 'en')).map((file) => file.replace('.json', '')))(
  'the area %s has the same texts and parameters in all languages', (area) => {
    const base = (texts: Record<string, string>) => [...new Set(Object.keys(texts).map((key) => key.split('#')[0]!))].sort()
    const names = (texts: Record<string, string>, key: string) => [...new Set(Object.entries(texts)
      .filter(([own]) => own.split('#')[0] === key).flatMap(([, words]) => words.match(/\{\w+\}/g) ?? []))].sort()
    const english = read('en', area)
    for (const language of ['en', 'ru', 'el'] as const) {
      const texts = read(language, area)
      expect(base(texts)).toEqual(base(english))
      for (const key of base(english)) {
        expect([language, key, names(texts, key)]).toEqual([language, key, names(english, key)])
        const forms = Object.keys(texts).filter((own) => own.startsWith(`${key}#`)).map((own) => own.split('#')[1]!).sort()
        if (forms.length) expect([key, forms]).toEqual([key, expect.arrayContaining([...NEEDED[language]])])
      }
    }
  })
