// Which label goes onto which parcel? Number of number, its code as bars, and the print.
import type { OrderRow, ParcelRow } from '../../contract'
import { lang, t, thousands } from '../../kernel/i18n'
import { go } from '../../kernel/route'
import { Badge, Button, LinkButton, List, Screen } from '../../kernel/ui'
import { Said, useScans } from '../../kernel/ui/scanfield'
import { rows } from '../ctrl'
import { openPack } from '../packctrl'
import { wayOf } from '../rules'
import { Barcode, grouped, leaves, LostNotices } from './parts'

const pdf = (parcel: ParcelRow): string => `/api/parcels/${parcel.id}/label.pdf?lang=${lang.value}`

function Label({ parcel, alone }: { parcel: ParcelRow; alone: boolean }) {
  return (
    <article class="card label">
      <div class="head"><p class="n-of">{parcel.n}/{parcel.of}</p>
        <Badge tone="good" icon="box">{t(`picker.parcel.${parcel.status}`)}</Badge></div>
      <Barcode code={parcel.code} />
      <p class="label-code">{grouped(parcel.code)}</p>
      <p class="soft">{parcel.units.map((unit) => `${unit.quantity} × ${unit.name}`).join(', ')} · {t('picker.kg', { n: thousands(parcel.weight_g) })}</p>
      <div class="pair">
        {!alone && <LinkButton blank icon="print" href={pdf(parcel)}>{t('picker.print_one')}</LinkButton>}
        <LinkButton blank icon="note" href={`/api/parcels/${parcel.id}/label.svg?lang=${lang.value}`}>{t('picker.see_label')}</LinkButton>
      </div>
    </article>
  )
}

export function Labels({ order, parcels }: { order: OrderRow; parcels: ParcelRow[] }) {
  useScans(openPack, { repeat: 'once' }) // the next tote
  const [only, ...more] = parcels
  const all = more.length ? `/api/orders/${order.id}/labels.pdf?lang=${lang.value}` : pdf(only!)
  return (
    <Screen title={order.number} onBack={() => go('/pack', true)} actions={<>
      <Button wide icon="box" onClick={() => go('/pack', true)}>{t('picker.pack_another')}</Button>
      <LinkButton kind="primary" wide blank icon="print" href={all}>{t('picker.print', { n: parcels.length })}</LinkButton></>}>
      <LostNotices />
      <Said />
      <p class="summary"><strong>{t('picker.labels_for', { n: parcels.length })}</strong>
        <span>{leaves(wayOf(rows.value, order.id)?.route ?? null)}</span></p>
      <List items={parcels} keyOf={(parcel) => parcel.id}>{(parcel) => <Label parcel={parcel} alone={!more.length} />}</List>
    </Screen>
  )
}
