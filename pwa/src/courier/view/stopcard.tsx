// Where to, to whom, with what? Everything of a stop that is needed on the road, readable with no network.
import { t } from '../../kernel/i18n'
import { formatMoney } from '../../kernel/money'
import { session } from '../../kernel/session'
import { Icon, LinkButton } from '../../kernel/ui'
import { callLink, geoLink, googleLink, messageLink, yandexLink } from '../links'
import { isDone, type NextStop } from '../rules'
import { addressOf, DueLine, StopBadges, windowOf, wishOf } from './parts'
import { Way } from './way'

function Links({ of: { order } }: { of: NextStop }) {
  const { phone, lat, lon } = order
  const label = `${order.number} ${order.address ?? ''}`.trim()
  return (
    <div class="links">
      {phone && <LinkButton icon="phone" href={callLink(phone)}>{t('courier.call')}</LinkButton>}
      {phone && <LinkButton icon="message" href={messageLink(phone)}>{t('courier.message')}</LinkButton>}
      {lat !== null && lon !== null && <>
        <LinkButton icon="route" blank href={googleLink(lat, lon)}>Google</LinkButton>
        <LinkButton icon="route" blank href={yandexLink(lat, lon, session.user.value?.vehicle ?? null)}>Yandex</LinkButton>
        <LinkButton icon="pin" href={geoLink(lat, lon, label)}>{t('courier.other_map')}</LinkButton></>}
    </div>
  )
}

function Items({ of: { order } }: { of: NextStop }) {
  return (
    <details class="items">
      <summary><Icon name="box" /><span>{t('courier.items', { n: order.lines.length })}</span></summary>
      <ul>{order.lines.map((line, n) => (
        <li key={`${line.sku} ${n}`}><strong>{line.quantity} ×</strong><span>{line.name}</span>
          <span class="sum">{formatMoney(line.price_minor && line.price_minor * line.quantity, order.currency)}</span></li>))}
      </ul>
    </details>
  )
}

export function StopCard({ of: found }: { of: NextStop }) {
  const { stop, order, number, of } = found
  return (
    <article class="card stop">
      <div class="stop-head">
        <span class="hint">{t('courier.stop_of', { number, of })} · {order.number}</span>
        <StopBadges stop={stop} />
      </div>
      <h2 class="address">{addressOf(order)}</h2>
      <p class="window"><Icon name="clock" />{windowOf(order)}{wishOf(order)}</p>
      {order.customer && <p class="customer"><Icon name="user" />{order.customer}</p>}
      <DueLine order={order} />
      <Links of={found} />
      {!isDone(stop) && <Way of={found} />}
      {order.note && <p class="note"><Icon name="note" /><span>{order.note}</span></p>}
      <Items of={found} />
    </article>
  )
}
