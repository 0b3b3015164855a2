// What must he bring back? Parcels that go to no door any more: he answers for them until they are scanned in.
import { t } from '../../kernel/i18n'
import { go } from '../../kernel/route'
import { Badge, Button, List, Notice } from '../../kernel/ui'
import type { Carried } from '../carried'
import { back } from '../ctrl'
import { grouped } from './parts'

function why({ order }: Carried): string {
  return order?.status === 'failed' || order?.status === 'cancelled' ? t(`status.${order.status}`) : t('courier.back_not_going')
}

/** Each with its code, for the desk that scans it in. */
export function BringBack() {
  if (!back.value.length) return null
  return (
    <section class="stack">
      <h2>{t('courier.bring_back', { n: back.value.length })}</h2>
      <p class="hint">{t('courier.bring_back_hint')}</p>
      <List items={back.value} keyOf={({ parcel }) => parcel.id}>{(each) => (
        <p class="card line"><span class="line-words">
          <strong>{each.order?.number ?? grouped(each.parcel.code)}</strong>
          <span>{t('courier.parcel_n', { n: each.parcel.n, of: each.parcel.of })} · {grouped(each.parcel.code)}</span>
          <Badge icon="return" tone="warn">{why(each)}</Badge></span></p>)}
      </List>
    </section>
  )
}

/** While he is still on the road: how many, and where the list is. */
export function BringBackNotice() {
  if (!back.value.length) return null
  return (
    <Notice tone="warn" icon="return"><p><strong>{t('courier.bring_back', { n: back.value.length })}</strong></p>
      <Button wide icon="box" onClick={() => go('/done')}>{t('courier.bring_back_which')}</Button></Notice>
  )
}
