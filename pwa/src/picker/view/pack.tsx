// What still belongs into the box? Pieces left by item, each scanned; the button that closes comes when all are in.
import { useState } from 'preact/hooks'
import type { OrderRow } from '../../contract'
import { t } from '../../kernel/i18n'
import { go } from '../../kernel/route'
import { Button, LinkButton, List, Notice, Screen, Sheet } from '../../kernel/ui'
import { ScanField } from '../../kernel/ui/scanfield'
import { itemOf, rows } from '../ctrl'
import { anotherParcel, beginAgain, closeParcels, closing, gathered, openPack, pack, packing } from '../packctrl'
import { left, type Packing } from '../packing'
import { parcelsOf, piecesOf, taskOf } from '../rules'
import { Labels } from './labels'
import { Gone, grouped, leaves, LostNotices, Nav, Picture } from './parts'

export function PackList() {
  return (
    <Screen title={t('picker.title')}>
      <Nav />
      <LostNotices />
      <ScanField label={t('picker.scan_to_pack')} field={t('picker.tote_or_number')} onCode={openPack} />
      <List items={gathered.value} keyOf={({ task }) => task.id} empty={t('picker.nothing_to_pack')}>
        {({ task, order, route }) => (
          <button type="button" class="row-button" onClick={() => go(`/pack/${order.id}`)}>
            <span class="main">{order.number}</span>
            <span class="side">{t('picker.pieces', { n: piecesOf(order) })}</span>
            <span class="whole soft">{grouped(task.tote ?? '')}</span>
            <span class="whole soft">{leaves(route)}</span>
          </button>)}
      </List>
      <LinkButton blank icon="print" href="/api/totes/labels.pdf">{t('picker.tote_labels')}</LinkButton>
    </Screen>
  )
}

function LeftToScan({ order, at }: { order: OrderRow; at: Packing }) {
  const names = new Map(order.lines.map((line) => [line.sku, line.name]))
  return (
    <ul class="left-to-scan" aria-label={t('picker.left_to_scan')}>
      {[...left(at)].map(([sku, n]) => (
        <li key={sku}><strong>{n}</strong><Picture src={itemOf(sku)?.picture} />
          <span><span class="item-name">{names.get(sku)}</span><span class="soft">{sku}</span></span></li>))}
    </ul>
  )
}

function Again({ order, onClose }: { order: OrderRow; onClose: () => void }) {
  return (
    <Sheet title={t('picker.pack_again')} onClose={onClose} actions={
      <Button kind="danger" wide icon="return" onClick={() => beginAgain(order).then(onClose)}>{t('picker.pack_again_yes')}</Button>}>
      <p>{t('picker.pack_again_hint')}</p>
    </Sheet>
  )
}

function Scanning({ order, at }: { order: OrderRow; at: Packing }) {
  const [again, setAgain] = useState(false)
  const open = at.parcels.at(-1)!.length
  const begun = at.parcels.flat().length > 0
  return (
    <Screen title={order.number} onBack={() => go('/pack', true)} actions={begun && <>
      <Button icon="return" onClick={() => setAgain(true)}>{t('picker.pack_again')}</Button>
      <Button icon="plus" disabled={!open} onClick={() => anotherParcel(order)}>{t('picker.next_parcel')}</Button></>}>
      <LostNotices />
      <p class="progress"><strong>{t('picker.parcel_n', { n: at.parcels.length })}</strong>
        <span>{t('picker.pieces_in', { n: open })}</span></p>
      <ScanField label={t('picker.scan_piece')} repeat="allow" onCode={(code) => pack(order, code)} />
      <LeftToScan order={order} at={at} />
      {again && <Again order={order} onClose={() => setAgain(false)} />}
    </Screen>
  )
}

function Complete({ order, at }: { order: OrderRow; at: Packing }) {
  const state = closing(order.id)
  const [again, setAgain] = useState(false)
  return (
    <Screen title={order.number} onBack={() => go('/pack', true)} actions={<>
      {state !== 'sent' && <Button wide icon="return" onClick={() => setAgain(true)}>{t('picker.pack_again')}</Button>}
      <Button kind="primary" wide icon={state === 'sent' ? 'clock' : 'check'} disabled={state === 'sent'}
        onClick={() => closeParcels(order)}>{t(state === 'sent' ? 'picker.closing' : 'picker.close', { n: at.parcels.length })}</Button></>}>
      <LostNotices />
      {state === 'sent' ? <Notice icon="clock"><p>{t('picker.closing_hint')}</p></Notice>
        : <Notice tone="good" icon="check"><p><strong>{t('picker.all_scanned')}</strong></p><p>{t('picker.close_hint')}</p></Notice>}
      {state === 'refused' && <Notice tone="bad" icon="warning" role="alert"><p>{t('picker.close_refused')}</p></Notice>}
      <ul class="list">{at.parcels.map((parcel, n) => (
        <li key={n} class="line"><strong>{t('picker.parcel_n', { n: n + 1 })}</strong><span>{t('picker.pieces_in', { n: parcel.length })}</span></li>))}
      </ul>
      {state !== 'sent' && <ScanField label={t('picker.nothing_left')} repeat="allow" onCode={(code) => pack(order, code)} />}
      {again && <Again order={order} onClose={() => setAgain(false)} />}
    </Screen>
  )
}

export function PackScreen({ id }: { id: string }) {
  const order = rows.value.orders.get(id)
  if (!order) return <Gone title={t('picker.tab.pack')} to="/pack" why={t('picker.order_gone')} />
  const parcels = parcelsOf(rows.value, id)
  if (parcels.length && order.status !== 'cancelled') return <Labels order={order} parcels={parcels} />
  const status = taskOf(rows.value, id)?.status
  const at = packing(order)
  if (status === 'done' || (status === 'packed' && closing(id) === 'sent')) {
    return at.step === 'item' ? <Scanning order={order} at={at} /> : <Complete order={order} at={at} />
  }
  return <Gone title={order.number} to="/pack" why={t('picker.not_gathered_yet',
    { number: order.number, status: t(`picker.task.${status ?? order.status}`) })} />
}
