// What can the courier do? His state and his actions; each is on the disk before the screen says so.
import { computed, effect, type ReadonlySignal } from '@preact/signals'
import type { CommandArgs, CommandName, DeliverStop, FailReason } from '../contract'
import { ApiProblem } from '../kernel/api'
import { gps } from '../kernel/gps'
import { t } from '../kernel/i18n'
import { newId } from '../kernel/ids'
import { outbox } from '../kernel/outbox'
import { go, path } from '../kernel/route'
import { session } from '../kernel/session'
import { tables } from '../kernel/store'
import { say } from '../kernel/ui'
import { update } from '../kernel/update'
import { wake } from '../kernel/wake'
import { ownParcels, toBringBack } from './carried'
import { liveRoutes, nextStop, openShift, ownRoutes, replay, type Rows, unread } from './rules'

const OTHERS: ReadonlySet<string> = new Set(['admin', 'dispatcher', 'cashier', 'picker'])

/** Rows with everything he marked, sent or not. */
export const rows: ReadonlySignal<Rows> = computed(() => {
  const pulled: Rows = {
    routes: ownRoutes(tables.routes.value, session.user.value?.id ?? ''), stops: tables.stops.value,
    orders: tables.orders.value, shifts: tables.shifts.value, parcels: tables.parcels.value,
  }
  const seesOthers = session.roles.value.some((role) => OTHERS.has(role))
  return replay({ ...pulled, parcels: ownParcels(pulled, seesOthers) }, outbox.unsettled.value)
})

export const shift = computed(() => openShift(rows.value, session.user.value?.id ?? ''))
export const routes = computed(() => liveRoutes(rows.value))
export const next = computed(() => nextStop(rows.value))
export const news = computed(() => routes.value.filter(unread))
export const back = computed(() => toBringBack(rows.value))
/** Stops with a mark that no answer has come for yet. */
export const unsent = computed(() => new Set(outbox.pending.value.map((command) => command.args.stop_id)))

/** Queues a mark; false, said aloud, when the phone could not keep it. */
export async function mark<N extends CommandName>(name: N, args: CommandArgs[N]): Promise<boolean> {
  try {
    await outbox.add(name, args)
    return true
  } catch (problem) {
    const why = problem instanceof ApiProblem ? problem.code : (problem as Error).message
    say(t('common.not_saved', { why }), 'bad')
    return false
  }
}

export const startShift = () => mark('start_shift', { shift_id: newId() })

export async function endShift(): Promise<void> {
  const open = shift.value
  if (open && await mark('end_shift', { shift_id: open.id })) go('/', true)
}

export const acceptRoute = (route_id: string, revision: number) => mark('accept_route', { route_id, revision })

/** Leaves with the orders that are loaded; a shift not begun begins now, for the road is work. */
export async function startRoute(route_id: string, order_ids: string[]): Promise<void> {
  if (!shift.value && !await startShift()) return
  if (await mark('start_route', { route_id, order_ids })) go('/', true)
}

export const arriveStop = (stop_id: string) => mark('arrive_stop', { stop_id, ...gps.here() })

export async function deliverStop(args: DeliverStop): Promise<void> {
  if (!await mark('deliver_stop', { ...args, ...gps.here() })) return
  say(t('courier.delivered_said'), 'good')
  go('/', true)
}

export async function failStop(stop_id: string, order_id: string, reason: FailReason, comment: string): Promise<void> {
  if (!await mark('fail_stop', { stop_id, order_id, reason, comment: comment.trim() || null, ...gps.here() })) return
  say(t('courier.failed_said'), 'info')
  go('/', true)
}

const atTheDoor = computed(() =>
  [...rows.value.stops.values()].some((stop) => stop.status === 'arrived') || /^\/(deliver|fail)\//.test(path.value))
const onRoad = computed(() => routes.value.some((route) => route.status === 'started'))
const newsCount = computed(() => news.value.length)

/** Where the phone can; browsers forbid it until the page was touched. */
function nudge(): void {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(200)
}

/** Tracking on shift only, screen on while on the road, no update at the door, a nudge for a new sheet. */
export function openCourier(): () => void {
  const ends = [
    effect(() => { if (shift.value) gps.start(); else gps.stop() }),
    effect(() => wake.set(onRoad.value)),
    effect(() => update.hold('stop-open', atTheDoor.value)),
    effect(() => { if (newsCount.value) nudge() }),
  ]
  return () => {
    ends.forEach((end) => end())
    gps.stop()
    wake.set(false)
    update.hold('stop-open', false)
  }
}
