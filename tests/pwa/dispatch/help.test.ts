// Does the desk say what would fit an order, in words and in the units of people?
import { beforeAll, describe, expect, it } from 'vitest'
import type { OrderRow } from '../../../pwa/src/contract'
import { helpWords } from '../../../pwa/src/dispatch/view/help'
import { loadArea } from '../../../pwa/src/kernel/i18n'

beforeAll(async () => { await loadArea('common'); await loadArea('dispatch') })

const order = { window_from_at: '2026-11-22T10:00:00Z', window_to_at: '2026-11-22T12:00:00Z', currency: 'EUR' } as OrderRow
const people = new Map([['c1', { name: 'Anna' }]])
const say = (help: Record<string, unknown>) => helpWords({ help }, order, people)

describe('what would help', () => {
  it.each([
    [{ change: 'shift-end', shift_id: 'c1', amount: 1500 }, /courier Anna 25 min longer/],
    [{ change: 'capacity-g', shift_id: 'c1', amount: 8000 }, /room for 8 kg more with Anna/],
    [{ change: 'cash-limit', shift_id: 'c1', amount: 1250 }, /€12\.50/],
    [{ change: 'window-end', stop_id: 'o', amount: 600 }, /until \d\d:10/],
    [{ change: 'tag', shift_id: 'c1', amount: 1, what: 'stairs' }, /give Anna the tag stairs/],
    [{ change: 'another-courier', profile: 'bicycle', from_s: 0, until_s: 3600 }, /one more courier \(Bicycle/],
  ])('%o', (help, words) => { expect(say(help)).toMatch(words) })

  it('names every change that is needed', () => {
    const also = [{ change: 'capacity-g', shift_id: 'c1', amount: 1000 }]
    expect(say({ change: 'shift-end', shift_id: 'c1', amount: 300, also })).toMatch(/5 min longer and room for 1 kg more with Anna/)
  })

  it('is silent where nothing was found, or what an older phone does not know', () => {
    expect(helpWords({}, order, people)).toBeNull()
    expect(say({ change: 'teleport', amount: 1 })).toBeNull()
  })
})
