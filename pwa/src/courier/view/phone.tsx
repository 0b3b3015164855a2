// What does the phone itself do for him, and what does it not? Tracking, screen, storage: said honestly.
import { useEffect, useState } from 'preact/hooks'
import { formatTime } from '../../kernel/clock'
import { gps } from '../../kernel/gps'
import { t } from '../../kernel/i18n'
import { Button, Icon, Notice } from '../../kernel/ui'
import { wake } from '../../kernel/wake'
import { shift } from '../ctrl'

const LOW_SHARE = 0.2

const onIosPage = (): boolean =>
  /iPhone|iPad/.test(navigator.userAgent) && (navigator as { standalone?: boolean }).standalone === false

function Storage() {
  const [low, setLow] = useState(false)
  useEffect(() => {
    void navigator.storage?.estimate?.().then(({ usage = 0, quota = 0 }) => {
      setLow(quota > 0 && (quota - usage) / quota < LOW_SHARE)
    })
  }, [])
  return (
    <>
      {low && <Notice tone="warn" icon="warning"><p>{t('common.storage_low')}</p></Notice>}
      {onIosPage() && <Notice tone="warn" icon="warning"><p>{t('common.install_ios')}</p></Notice>}
    </>
  )
}

function Tracking() {
  const state = gps.state.value
  const gap = gps.gap.value
  if (state === 'off') return null
  const bad = state === 'denied' || state === 'unsupported'
  return (
    <>
      <div class={`tracking${bad ? ' warn' : ''}`} role="status"><Icon name={bad ? 'warning' : 'gps'} />
        <p><strong>{t(`courier.gps_${state}`)}</strong> {t(`courier.gps_${state}_more`)}</p></div>
      {gap && <Notice tone="warn" icon="warning">
        <p>{t('courier.gps_gap', { from: formatTime(gap.from), to: formatTime(gap.to) })}</p>
        <Button wide icon="check" onClick={gps.dismissGap}>{t('common.understood')}</Button></Notice>}
      {wake.state.value === 'unsupported' && <p class="hint">{t('courier.wake_unsupported')}</p>}
    </>
  )
}

export function Phone() {
  return <><Storage />{shift.value && <Tracking />}</>
}
