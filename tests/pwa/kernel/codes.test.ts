// Does the phone take a scanned string for what the server takes it for?
import { expect, test } from 'vitest'
import { canonical, gtinProblem, parse, sameCode } from '../../../pwa/src/kernel/codes'
import vectors from '../../contract/codes.json'

interface Vector { text: string; kind: string; code: string; problem?: string; lot?: string; expiry?: string; serial?: string; quantity?: number }
const full = ({ kind, code, problem = null as never, lot = '', expiry = '', serial = '', quantity = null as never }: Vector) =>
  ({ kind, code, problem, lot, expiry, serial, quantity })

test.each(vectors.parse as Vector[])('$text is $kind $code', (vector) => {
  expect(parse(vector.text)).toEqual(full(vector))
})

test.each(vectors.same)('$one and $other: the same is $same', ({ one, other, same }) => {
  expect([sameCode(one, other), canonical(one) === canonical(other)]).toEqual([same, same])
})

test.each(vectors.codes)('the codes made of $id are known again', ({ sheet, tote, parcel }) => {
  expect([sheet, tote, parcel].map((code) => parse(code).kind)).toEqual(['sheet', 'tote', 'parcel'])
})

test('why something is no GTIN', () => {
  expect(['4006381333931', '4006381333932', '400638133393', '4006381', ''].map(gtinProblem))
    .toEqual([null, 'gtin-check-digit', 'gtin-check-digit', 'gtin-length', 'gtin-length'])
})
