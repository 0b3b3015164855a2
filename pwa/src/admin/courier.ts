/** What may be entered about a courier's rules, and what of it is sent? Texts in the form's units in, the
 * command's values out. Pure. */
import type { SetCourier, UserRow, Vehicle } from '../contract'
import { decimal, parseMoney } from '../kernel/money'

export const SERVING = ['serves', 'prefers', 'never'] as const
export type Serving = (typeof SERVING)[number]

/** Everything as it is typed; empty is no limit. `later`: zones that are drawn later are his too. */
export interface CourierForm {
  vehicle: Vehicle
  kg: string
  parcels: string
  litres: string
  from: string
  to: string
  cash: string
  stops: string
  trips: string
  reload_min: string
  break_from: string
  break_to: string
  break_min: string
  tags: string
  zones: Record<string, Serving>
  later: boolean
}

const text = (value: number | null | undefined, each = 1): string => (value == null ? '' : String(value / each))

function serving(user: UserRow, zone: string): Serving {
  if (user.forbidden_zones.includes(zone) || (user.zones && !user.zones.includes(zone))) return 'never'
  return user.preferred_zones?.includes(zone) ? 'prefers' : 'serves'
}

/** The form of somebody as he is; who has never driven gets a bicycle and a day. */
export function formOf(user: UserRow, zoneNames: readonly string[], currency: string): CourierForm {
  const named = [...(user.zones ?? []), ...(user.preferred_zones ?? []), ...user.forbidden_zones]
  const names = [...new Set([...zoneNames, ...named])].sort((a, b) => a.localeCompare(b))
  return {
    vehicle: (user.vehicle as Vehicle | null) ?? 'bicycle',
    kg: text(user.capacity_g ?? 40_000, 1000),
    parcels: text(user.capacity_parcels ?? 30),
    litres: text(user.capacity_ml, 1000),
    from: user.shift_from ?? '09:00',
    to: user.shift_to ?? '17:00',
    cash: user.cash_limit_minor === null ? '' : decimal(user.cash_limit_minor, currency),
    stops: text(user.max_stops),
    trips: text(user.max_trips),
    reload_min: text(user.reload_s, 60),
    break_from: user.break_from ?? '',
    break_to: user.break_to ?? '',
    break_min: text(user.break_s, 60),
    tags: user.tags.join(' '),
    zones: Object.fromEntries(names.map((name) => [name, serving(user, name)])),
    later: user.zones === null,
  }
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/
const WRONG = Symbol('wrong')
type Read = number | null | typeof WRONG

/** A number with up to `places` decimals times 10^places, from 1 (or `low`) to `high`; null for nothing typed. */
function number(typed: string, places: number, high: number, low = 1): Read {
  const match = /^(\d{1,8})(?:[.,](\d{1,3}))?$/.exec(typed.trim())
  if (!typed.trim()) return null
  if (!match || (match[2]?.length ?? 0) > places) return WRONG
  const found = Number(match[1]) * 10 ** places + Number((match[2] ?? '').padEnd(places, '0') || 0)
  return found >= low && found <= high ? found : WRONG
}

function money(typed: string, currency: string): Read {
  return typed.trim() ? parseMoney(typed, currency) ?? WRONG : null
}

const HEAVIEST = 50_000_000

/** The arguments of `set_courier`, or what stands in their way, as keys of words. */
export function read(form: CourierForm, user_id: string, currency: string): { args: SetCourier | null; faults: string[] } {
  const faults: string[] = []
  const take = (found: Read, fault: string): number | null => {
    if (found !== WRONG) return found
    faults.push(`admin.fault.${fault}`)
    return null
  }
  const need = (found: Read, fault: string): number => take(found ?? WRONG, fault) ?? 1
  const names = (wanted: Serving[]) => Object.keys(form.zones).filter((name) => wanted.includes(form.zones[name]!))
  const liked = names(['prefers'])
  const minutes = take(number(form.break_min, 0, 240), 'break')
  if (![form.from, form.to].every((time) => TIME.test(time))) faults.push('admin.fault.hours')
  if (![form.break_from, form.break_to].every((time) => !time || TIME.test(time))) faults.push('admin.fault.break')
  const tags = form.tags.split(/\s+/).filter(Boolean)
  if (tags.some((tag) => tag.length > 80)) faults.push('admin.fault.tags')
  const args: SetCourier = {
    user_id,
    vehicle: form.vehicle,
    capacity_g: need(number(form.kg, 3, HEAVIEST), 'load'),
    capacity_parcels: need(number(form.parcels, 0, 10_000), 'parcels'),
    capacity_ml: take(number(form.litres, 3, HEAVIEST), 'litres'),
    shift_from: form.from,
    shift_to: form.to,
    zones: form.later ? null : names(['serves', 'prefers']),
    preferred_zones: liked.length ? liked : null,
    forbidden_zones: names(['never']),
    tags,
    cash_limit_minor: take(money(form.cash, currency), 'cash'),
    max_stops: take(number(form.stops, 0, 1000), 'stops'),
    max_trips: need(number(form.trips, 0, 20), 'trips'),
    reload_s: need(number(form.reload_min, 0, 240, 0), 'reload') * 60,
    break_from: form.break_from || null,
    break_to: form.break_to || null,
    break_s: minutes === null ? null : minutes * 60,
  }
  return { args: faults.length ? null : args, faults: [...new Set(faults)] }
}
