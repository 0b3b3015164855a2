// What belongs into one order, on whose route does it go, and is it back?
import { t, thousands } from '../../kernel/i18n'
import { tables } from '../../kernel/store'
import { Badge, Button } from '../../kernel/ui'
import { OrderBadge } from '../../kernel/ui/desk'
import { courierOf, isBack, returnOrder } from '../ctrl'

export function OrderView({ id }: { id: string }) {
  const order = tables.orders.value.get(id)
  if (!order) return <p class="empty">{t('picker.not_found', { code: id.slice(0, 8) })}</p>
  const courier = courierOf(id)
  return (
    <article class="card">
      <div class="head"><h2 class="address">{t('picker.order', { number: order.number })}</h2>
        <OrderBadge status={order.status} /></div>
      <p>{courier ? t('picker.on_route', { courier }) : t('picker.no_route')}</p>
      <p class="soft">{t('common.parcels', { n: order.parcels })}, {t('picker.kg', { n: thousands(order.weight_g) })}</p>
      <table class="grid"><tbody>{order.lines.map((line, at) => (
        <tr key={at}><td class="number"><strong>{line.quantity} ×</strong></td>
          <td><strong>{line.name}</strong><br /><span class="soft">{line.sku}{line.gtin && ` · ${line.gtin}`}</span></td></tr>))}
      </tbody></table>
      {order.status === 'failed' && (isBack(id)
        ? <Badge tone="good" icon="check">{t('picker.came_back', { number: order.number })}</Badge>
        : <Button kind="primary" wide icon="return" onClick={() => returnOrder(id)}>{t('picker.is_back')}</Button>)}
    </article>
  )
}
