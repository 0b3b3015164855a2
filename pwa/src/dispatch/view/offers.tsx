// Onto whose route, at what price? The best places as the server works them out; one press takes one.
import { useEffect, useState } from 'preact/hooks'
import type { OrderRow } from '../../contract'
import { api, ApiProblem } from '../../kernel/api'
import { formatSpan, formatTime } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { Button, List, Sheet } from '../../kernel/ui'
import { sayProblem } from '../../kernel/words'
import { addStop, desk } from '../ctrl'
import { km, violation } from './words'

interface Offer {
  route_id: string; courier: string; position: number; cost_s: number; extra_m: number; work_s: number
  arrive_at: string; away: boolean; estimated: boolean
  late: { order_id: string; late_s: number }[]
  violations: { kind: string; order_id: string | null; amount: number }[]
}
type Read = Offer[] | ApiProblem | 'reading'

const SHOWN = 5
const place = (id: string | null): string =>
  desk.value.orders.get(id ?? '')?.address ?? desk.value.orders.get(id ?? '')?.number ?? ''

/** What would be worse than it is now, in words. */
function Worse({ offer, orderId }: { offer: Offer; orderId: string }) {
  const lines = [
    ...offer.late.map(({ order_id, late_s }) => (order_id === orderId
      ? t('dispatch.late_by', { span: formatSpan(Math.max(60, late_s)) })
      : t('dispatch.offer_makes_late', { address: place(order_id), span: formatSpan(Math.max(60, late_s)) }))),
    ...offer.violations.map(({ kind, amount }) => violation({ kind, amount, stop_id: null })),
    ...(offer.away ? [t('dispatch.offer_away')] : []),
  ]
  return <>{lines.map((words, n) => <span key={n} class="whole amber">{words}</span>)}</>
}

function Place({ offer, orderId, onPlace }: { offer: Offer; orderId: string; onPlace: PlaceIt }) {
  return (
    <button type="button" class="row-button" onClick={() => void onPlace(offer.route_id, offer.position)}>
      <span class="main">{offer.courier}</span>
      <strong class="side">+{formatSpan(Math.max(0, offer.cost_s))}</strong>
      <span class="whole soft">{t('dispatch.offer_place', { n: offer.position + 1, time: formatTime(offer.arrive_at) })}
        {' · '}+{km(Math.max(0, offer.extra_m))}
        {offer.work_s >= 60 && ` · ${t('dispatch.offer_later', { span: formatSpan(offer.work_s) })}`}</span>
      <Worse offer={offer} orderId={orderId} />
      {offer.estimated && <span class="whole soft">{t('dispatch.estimated')}</span>}
    </button>
  )
}

type PlaceIt = (routeId: string, position: number) => Promise<unknown>

/** The best places for an order; `but`: not on this route, where it is now. */
export function Offers({ orderId, but, onPlace }: { orderId: string; but?: string; onPlace: PlaceIt }) {
  const [read, setRead] = useState<Read>('reading')
  const ask = async () => {
    setRead('reading')
    try {
      setRead(await api.get<Offer[]>(`/api/orders/${orderId}/offers`))
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem
      setRead(problem)
    }
  }
  useEffect(() => { void ask() }, [orderId])
  if (read === 'reading') return <p class="soft" role="status">{t('dispatch.offers_reading')}</p>
  if (read instanceof ApiProblem) {
    return <p class="line"><span class="amber">{sayProblem(read)}</span><Button onClick={ask}>{t('dispatch.try_again')}</Button></p>
  }
  const shown = read.filter((offer) => offer.route_id !== but).slice(0, SHOWN)
  return (
    <section class="stack">
      <h3>{t('dispatch.offers')}</h3>
      <p class="soft">{t('dispatch.offers_hint')}</p>
      <List items={shown} keyOf={(offer) => `${offer.route_id} ${offer.position}`} label={t('dispatch.offers')}
        empty={t('dispatch.offers_none')}>
        {(offer) => <Place offer={offer} orderId={orderId} onPlace={onPlace} />}</List>
    </section>
  )
}

/** A button of the order's card that opens them. */
export function PutOnRoute({ order }: { order: OrderRow }) {
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <Button icon="route" onClick={() => setOpen(true)}>{t('dispatch.add_to_route')}</Button>
      {open && <Sheet title={t('dispatch.add_to_route')} onClose={close}>
        <p class="address">{order.address ?? order.number}</p>
        <Offers orderId={order.id}
          onPlace={async (routeId, position) => { await addStop(order.id, routeId, position); close() }} />
      </Sheet>}
    </>
  )
}
