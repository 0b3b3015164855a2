// Which orders are there? A list that filters and searches, the card of one beside or over it, and files in.
import { signal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { ORDER_STATUSES, type OrderRow } from '../../contract'
import { formatDay } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { formatMoney } from '../../kernel/money'
import { pull } from '../../kernel/pull'
import { Button, Field, List, Select, Sheet } from '../../kernel/ui'
import { OrderBadge } from '../../kernel/ui/desk'
import { ImportFile } from '../../kernel/ui/import'
import { desk, filter, opened, openOrder, orderDays, queued, setFilter, shownOrders, today, zones } from '../ctrl'
import { EVERYTHING, inQueue } from '../filter'
import { OrderCard } from './order'
import { roomy } from './roomy'
import { window_ } from './words'

const AT_ONCE = 150
const importing = signal(false)

function Where({ order }: { order: OrderRow }) {
  if (inQueue(order)) {
    return <span class="whole amber">{t(`zone_reason.${order.zone_reason ?? 'outside'}`)}</span>
  }
  return <span class="whole soft">{zones.value.find((zone) => zone.id === order.zone_id)?.name ?? ''}</span>
}

function Row({ order }: { order: OrderRow }) {
  const on = order.delivery_on === today.value ? '' : `${formatDay(order.delivery_on)}, `
  return (
    <button type="button" class="row-button" aria-current={opened.value === order.id ? 'true' : undefined}
      onClick={() => openOrder(order.id)}>
      <span class="main whole">{order.address ?? order.number}</span>
      <span class="whole">{on}{window_(order)} · {order.number}</span>
      <Where order={order} />
      <span class="line"><OrderBadge status={order.status} /><span class="soft">{order.customer}</span></span>
      <strong class="side">{order.due_minor ? formatMoney(order.due_minor, order.currency) : t('payment.prepaid')}</strong>
    </button>
  )
}

/** "/" goes to the search from anywhere but another field. */
function useSlash(box: RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const slash = (event: KeyboardEvent) => {
      if (event.key !== '/' || (event.target as HTMLElement).matches('input, textarea, select')) return
      event.preventDefault()
      box.current?.querySelector('input')?.focus()
    }
    document.addEventListener('keydown', slash)
    return () => document.removeEventListener('keydown', slash)
  }, [])
}

function Choices() {
  const { status, zone, day } = filter.value
  return (
    <div class="choices-row">
      <Select label={t('dispatch.status')} value={status} onChange={(next) => setFilter({ status: next })}
        options={[{ value: '', label: t('dispatch.any_status') },
          ...ORDER_STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))]} />
      <Select label={t('dispatch.zone')} value={zone} onChange={(next) => setFilter({ zone: next })}
        options={[{ value: '', label: t('dispatch.any_zone') },
          { value: 'queue', label: t('dispatch.queue_n', { n: queued.value.length }) },
          ...zones.value.map(({ id, name }) => ({ value: id, label: name }))]} />
      <Select label={t('dispatch.day')} value={day} onChange={(next) => setFilter({ day: next })}
        options={[{ value: '', label: t('dispatch.any_day') },
          ...orderDays.value.map((value) => ({ value, label: formatDay(value) }))]} />
    </div>
  )
}

function Filters() {
  const box = useRef<HTMLDivElement>(null)
  useSlash(box)
  return (
    <div class="filters" ref={box}>
      <Field type="search" label={t('dispatch.search')} value={filter.value.text} autocomplete="off"
        onInput={(text) => setFilter({ text })} />
      {roomy ? <Choices /> : <details><summary>{t('dispatch.filter')}</summary><Choices /></details>}
    </div>
  )
}

function Found() {
  const [limit, setLimit] = useState(AT_ONCE)
  const found = shownOrders.value
  const none = t(desk.value.orders.size ? 'dispatch.none_match'
    : pull.lastAt.value === null ? 'common.loading' : 'dispatch.no_orders')
  return (
    <>
      <List items={found.slice(0, limit)} keyOf={(order) => order.id} label={t('dispatch.tab.orders')} empty={none}>
        {(order) => <Row order={order} />}
      </List>
      {found.length > limit && <Button wide onClick={() => setLimit(limit + AT_ONCE)}>
        {t('dispatch.show_more', { n: Math.min(AT_ONCE, found.length - limit) })}</Button>}
    </>
  )
}

export function Orders() {
  const id = opened.value
  const filtered = filter.value !== EVERYTHING && Object.values(filter.value).some(Boolean)
  return (
    <div class={`split${id ? ' open' : ''}`}>
      <section class="split-list">
        <Filters />
        <div class="head">
          <strong role="status">{t('common.orders', { n: shownOrders.value.length })}</strong>
          <div class="line">
            {filtered && <Button icon="close" onClick={() => { filter.value = EVERYTHING }}>
              {t('dispatch.clear_filter')}</Button>}
            <Button icon="plus" onClick={() => { importing.value = true }}>{t('dispatch.import')}</Button>
          </div>
        </div>
        <Found key={JSON.stringify(filter.value)} />
      </section>
      {id && <OrderCard id={id} key={id} />}
      {importing.value && <Sheet title={t('dispatch.import')} onClose={() => { importing.value = false }}>
        <ImportFile kinds={['orders', 'zones']} /></Sheet>}
    </div>
  )
}
