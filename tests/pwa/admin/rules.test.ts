/** Does the form refuse what the server would, and show worrying devices first? */
import { expect, test } from 'vitest'
import { byWorry, shopFaults, userFaults, webhookFaults, type Device } from '../../../pwa/src/admin/rules'

const anna = { login: 'anna', name: 'Анна', password: 'long enough', roles: ['courier'] }

test('a whole user has no faults', () => expect(userFaults(anna, new Set())).toEqual([]))

test.each([
  [{ login: 'an na' }, 'admin.fault.login'],
  [{ login: '' }, 'admin.fault.login'],
  [{ password: 'short' }, 'admin.fault.password'],
  [{ roles: [] }, 'admin.fault.roles'],
  [{ name: 'x'.repeat(81) }, 'admin.fault.name'],
])('%o is a fault', (given, fault) => expect(userFaults({ ...anna, ...given }, new Set())).toEqual([fault]))

test('a login belongs to one person', () => {
  expect(userFaults(anna, new Set(['anna']))).toEqual(['admin.fault.login_taken'])
})

test('a shop has a name without blanks', () => {
  expect(shopFaults('demo-shop')).toEqual([])
  expect(shopFaults('demo shop')).toEqual(['admin.fault.shop'])
})

const device = (id: string, given: Partial<Device>): Device => ({
  id,
  user: id,
  last_seen_at: '2026-11-21T10:00:00Z',
  queue_length: 0,
  queue_oldest_at: null,
  revoked: false,
  ...given,
})

test('unsent work first, the oldest on top; then the last seen; revoked at the end', () => {
  const devices = [
    device('revoked', { revoked: true, queue_length: 3, queue_oldest_at: '2026-11-21T01:00:00Z' }),
    device('seen-early', { last_seen_at: '2026-11-21T08:00:00Z' }),
    device('seen-late', {}),
    device('waits-long', { queue_length: 1, queue_oldest_at: '2026-11-21T07:00:00Z' }),
    device('waits', { queue_length: 9, queue_oldest_at: '2026-11-21T09:00:00Z' }),
  ]
  expect(byWorry(devices).map((d) => d.id)).toEqual(['waits-long', 'waits', 'seen-late', 'seen-early', 'revoked'])
})

test('a webhook address is one of the web, or none', () => {
  for (const url of ['', 'https://shop.example/orders', 'http://10.0.0.1:8080/x?y=1']) expect(webhookFaults(url)).toEqual([])
  for (const url of ['shop.example', 'ftp://shop.example', 'https://', `https://shop.example/${'x'.repeat(500)}`])
    expect(webhookFaults(url)).toEqual(['admin.fault.webhook'])
})
