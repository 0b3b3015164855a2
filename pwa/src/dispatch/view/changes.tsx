// What does another plan change? Minutes, kilometres, late stops; who gains, who loses, what moves.
import { formatSpan } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { List } from '../../kernel/ui'
import type { Changes, CourierChange, StopChange } from '../changes'
import { km } from './words'

const signed = (n: number, words: (n: number) => string): string => `${n < 0 ? '−' : '+'}${words(Math.abs(n))}`
const minutes = (s: number): string => signed(s, formatSpan)
const road = (m: number): string => signed(m, km)

function Figures({ of: { work_s, travel_m, late_before, late_after } }: { of: Changes }) {
  return (
    <p class="line">
      <strong>{minutes(work_s)}</strong><strong>{road(travel_m)}</strong>
      <span class={late_after > late_before ? 'amber' : ''}>
        {t('dispatch.replan_late', { before: late_before, after: late_after })}</span>
    </p>
  )
}

function Courier({ of }: { of: CourierChange }) {
  return (
    <p class="line">
      <strong>{of.courier}</strong>
      {of.gained > 0 && <span>{t('dispatch.replan_gains', { n: of.gained })}</span>}
      {of.lost > 0 && <span>{t('dispatch.replan_loses', { n: of.lost })}</span>}
      {of.reordered > 0 && <span>{t('dispatch.replan_reorders', { n: of.reordered })}</span>}
      <span class="soft">{minutes(of.work_s)}, {road(of.travel_m)}</span>
    </p>
  )
}

function Moved({ of: { address, from, to } }: { of: StopChange }) {
  const who = (name: string | null) => name ?? t('dispatch.no_route')
  const how = from === to && from ? t('dispatch.replan_place', { courier: from }) : `${who(from)} → ${who(to)}`
  return <p><span>{address}</span><br /><strong>{how}</strong></p>
}

export function ChangesView({ of }: { of: Changes }) {
  return (
    <>
      <Figures of={of} />
      <List items={of.couriers} keyOf={(one) => one.route_id}>{(one) => <Courier of={one} />}</List>
      {of.stops.length > 0 && <details open={of.stops.length < 6}>
        <summary>{t('dispatch.replan_moved', { n: of.stops.length })}</summary>
        <List items={of.stops} keyOf={(one) => one.order_id}>{(one) => <Moved of={one} />}</List></details>}
    </>
  )
}
