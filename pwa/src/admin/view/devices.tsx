// Which devices speak to this server, what do they still hold, and which shall no longer?
import { useEffect, useState } from 'preact/hooks'
import { ago } from '../../kernel/clock'
import { deviceId } from '../../kernel/db'
import { t } from '../../kernel/i18n'
import { Badge, Button, List, Notice, Sheet } from '../../kernel/ui'
import { sayProblem } from '../../kernel/words'
import { devices, devicesProblem, readDevices, revokeDevice } from '../ctrl'
import type { Device } from '../rules'

function Queue({ of: { queue_length, queue_oldest_at } }: { of: Device }) {
  if (!queue_length) return <Badge tone="good" icon="check">{t('admin.device_all_sent')}</Badge>
  const age = queue_oldest_at ? ago(queue_oldest_at) : '–'
  return <Badge tone="warn" icon="clock">{t('admin.device_queue', { n: queue_length, age })}</Badge>
}

function Row({ of, mine, onRevoke }: { of: Device; mine: boolean; onRevoke: () => void }) {
  const name = of.user ?? t('admin.device_nobody')
  return (
    <article class="card">
      <div class="head"><strong class="address">{name}</strong><span class="soft">{of.id.slice(0, 8)}</span></div>
      <p class="line"><Queue of={of} />
        <span class="soft">{of.last_seen_at ? t('admin.device_seen', { age: ago(of.last_seen_at) }) : t('admin.device_never')}</span>
        <span class="grow" />
        {mine && <strong>{t('admin.device_this')}</strong>}
        {of.revoked && <Badge tone="bad" icon="cross">{t('admin.revoked')}</Badge>}
        {!of.revoked && !mine && <Button kind="danger" label={`${t('admin.revoke')}: ${name}`} onClick={onRevoke}>
          {t('admin.revoke')}</Button>}</p>
    </article>
  )
}

function Revoke({ of, onClose }: { of: Device; onClose: () => void }) {
  const sure = async () => {
    await revokeDevice(of.id)
    onClose()
  }
  return (
    <Sheet title={t('admin.revoke_title', { name: of.user ?? t('admin.device_nobody') })} onClose={onClose} actions={<>
      <Button wide onClick={onClose}>{t('admin.not_now')}</Button>
      <Button wide kind="danger" onClick={sure}>{t('admin.revoke')}</Button></>}>
      <p>{t('admin.revoke_meaning')}</p>
    </Sheet>
  )
}

export function Devices() {
  const [mine, setMine] = useState('')
  const [leaving, setLeaving] = useState<Device | null>(null)
  useEffect(() => {
    void readDevices()
    void deviceId().then(setMine)
  }, [])
  const problem = devicesProblem.value
  return (
    <>
      {problem && <Notice tone="bad" icon="warning" role="alert">
        <p>{t('admin.devices_failed', { why: sayProblem(problem) })}</p>
        <Button onClick={readDevices}>{t('admin.try_again')}</Button></Notice>}
      {!devices.value && !problem && <p class="empty">{t('admin.devices_loading')}</p>}
      {devices.value && <List items={devices.value} keyOf={(each) => each.id} empty={t('admin.no_devices')}>
        {(each) => <Row of={each} mine={each.id === mine} onRevoke={() => setLeaving(each)} />}</List>}
      {leaving && <Revoke of={leaving} onClose={() => setLeaving(null)} />}
    </>
  )
}
