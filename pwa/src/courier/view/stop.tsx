// What can be done at this stop? Arrived, delivered, not delivered; the primary button is where the thumb is.
import { t } from '../../kernel/i18n'
import { back, go } from '../../kernel/route'
import { Button, Notice, Screen } from '../../kernel/ui'
import { arriveStop, rows } from '../ctrl'
import { isDone, type NextStop, stopById } from '../rules'
import { Gone } from './parts'
import { StopCard } from './stopcard'

export function StopActions({ of: { stop } }: { of: NextStop }) {
  return (
    <>
      <Button icon="cross" onClick={() => go(`/fail/${stop.id}`)}>{t('courier.fail')}</Button>
      <Button icon="pin" disabled={stop.status === 'arrived'} onClick={() => arriveStop(stop.id)}>
        {t(stop.status === 'arrived' ? 'courier.arrived' : 'courier.arrive')}</Button>
      <Button kind="primary" icon="check" wide onClick={() => go(`/deliver/${stop.id}`)}>{t('courier.deliver')}</Button>
    </>
  )
}

export function StopScreen({ id }: { id: string }) {
  const found = stopById(rows.value, id)
  if (!found) return <Gone title={t('courier.stop')} />
  const open = found.route.status === 'started' && !isDone(found.stop)
  return (
    <Screen title={t('courier.stop')} onBack={() => back()} actions={open && <StopActions of={found} />}>
      {open && found.order.status !== 'loaded' && <Notice tone="warn" icon="box"><p>{t('courier.not_loaded')}</p>
        <Button wide icon="box" onClick={() => go(`/load/${found.route.id}`)}>{t('courier.load_added')}</Button></Notice>}
      <StopCard of={found} />
    </Screen>
  )
}
