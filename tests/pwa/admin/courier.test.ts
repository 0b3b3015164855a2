/** Does the form of a courier's rules show what he is, and send what was typed, in the units of the command? */
import { expect, test } from 'vitest'
import { type CourierForm, formOf, read } from '../../../pwa/src/admin/courier'
import type { UserRow } from '../../../pwa/src/contract'

const ANNA: UserRow = {
  id: 'u1', login: 'anna', name: 'Anna', roles: ['courier'], disabled: false, vehicle: 'car', capacity_g: 45_500,
  capacity_parcels: 30, shift_from: '08:30', shift_to: '17:00', zones: null, preferred_zones: ['Kamppi'],
  forbidden_zones: ['Port'], tags: ['cold', 'id'], capacity_ml: 80_500, cash_limit_minor: 15_050, max_stops: 20, max_trips: 2,
  reload_s: 900, break_from: '12:00', break_to: '13:00', break_s: 1800,
}
const NAMES = ['Centre', 'Kamppi', 'Port']
const form = (change: Partial<CourierForm> = {}) => ({ ...formOf(ANNA, NAMES, 'EUR'), ...change })
const sent = (change: Partial<CourierForm>) => read(form(change), 'u1', 'EUR')

test('saving without a change sends what he is', () => {
  const { id, login, name, roles, disabled, ...rules } = ANNA
  expect(read(form(), id, 'EUR')).toEqual({ args: { user_id: id, ...rules }, faults: [] })
})

test('somebody new starts with a vehicle, hours and no limits', () => {
  const fresh = { ...ANNA, vehicle: null, capacity_g: null, capacity_parcels: null, shift_from: null, shift_to: null,
    preferred_zones: null, forbidden_zones: [], tags: [], capacity_ml: null, cash_limit_minor: null, max_stops: null,
    break_from: null, break_to: null, break_s: null }
  const { args, faults } = read(formOf(fresh, NAMES, 'EUR'), 'u1', 'EUR')
  expect(faults).toEqual([])
  expect(args).toMatchObject({ vehicle: 'bicycle', shift_from: '09:00', zones: null, preferred_zones: null,
    cash_limit_minor: null, max_stops: null, break_s: null })
})

test('a zone is served, preferred or never; only the chosen ones, or later ones too', () => {
  expect(form().zones).toEqual({ Centre: 'serves', Kamppi: 'prefers', Port: 'never' })
  expect(sent({ later: false }).args).toMatchObject({
    zones: ['Centre', 'Kamppi'], preferred_zones: ['Kamppi'], forbidden_zones: ['Port'] })
  const some = formOf({ ...ANNA, zones: ['Kamppi', 'Gone'], forbidden_zones: [] }, NAMES, 'EUR')
  expect(some.zones).toEqual({ Centre: 'never', Gone: 'serves', Kamppi: 'prefers', Port: 'never' })
  expect(some.later).toBe(false)
})

test('numbers have a comma or a point, and nothing is no limit', () => {
  expect(sent({ kg: '12,5', litres: '', cash: '99,9', stops: '', tags: '  id   cold ' }).args).toMatchObject({
    capacity_g: 12_500, capacity_ml: null, cash_limit_minor: 9990, max_stops: null, tags: ['id', 'cold'] })
  expect(sent({ reload_min: '0' }).args?.reload_s).toBe(0)
})

test.each<[Partial<CourierForm>, string]>([
  [{ kg: '' }, 'load'],
  [{ kg: '0' }, 'load'],
  [{ parcels: '1.5' }, 'parcels'],
  [{ litres: 'much' }, 'litres'],
  [{ cash: '1.234' }, 'cash'],
  [{ stops: '0' }, 'stops'],
  [{ trips: '' }, 'trips'],
  [{ reload_min: '300' }, 'reload'],
  [{ from: '' }, 'hours'],
  [{ break_from: 'noon' }, 'break'],
  [{ break_min: '0' }, 'break'],
  [{ tags: 'x'.repeat(81) }, 'tags'],
])('%o is a fault', (change, fault) => {
  expect(sent(change)).toEqual({ args: null, faults: [`admin.fault.${fault}`] })
})
