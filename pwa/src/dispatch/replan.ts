// Is the rest of the day to be planned anew? What was proposed for the open day, and what may be done with it.
import { computed } from '@preact/signals'
import { newId } from '../kernel/ids'
import { outbox } from '../kernel/outbox'
import { tables } from '../kernel/store'
import { changesOf, replanOf } from './changes'
import { day, desk } from './ctrl'

const CHANGEABLE = new Set(['published', 'started'])

export const replan = computed(() => replanOf(tables.replans.value.values(), outbox.unsettled.value, day.value))
/** Null while there is nothing to look at yet. */
export const changes = computed(() => {
  const of = replan.value?.difference
  return of ? changesOf(of, desk.value.routes, desk.value.orders) : null
})
/** Are there routes out on the open day that may be changed? */
export const underWay = computed(() =>
  [...desk.value.routes.values()].some((r) => r.on === day.value && CHANGEABLE.has(r.status) && r.locked_at === null))

export const requestReplan = () => outbox.add('request_replan', { replan_id: newId(), on: day.value })
export const applyReplan = (replan_id: string) => outbox.add('apply_replan', { replan_id })
export const undoReplan = (replan_id: string) => outbox.add('undo_replan', { replan_id })
export const discardReplan = (replan_id: string) => outbox.add('discard_replan', { replan_id })
