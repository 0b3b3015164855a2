// What is decided for good? A sign at what is locked, and the buttons that lock and let go.
import type { RouteRow, StopRow } from '../../contract'
import { t } from '../../kernel/i18n'
import { Badge, Button } from '../../kernel/ui'
import { lockRoute, lockStop } from '../ctrl'

/** Beside a stop: with whom or where it stays. */
export function LockBadge({ stop }: { stop: StopRow }) {
  return stop.locked && <Badge icon="lock">{t(`dispatch.locked_${stop.locked}`)}</Badge>
}

export function LockRoute({ route }: { route: RouteRow }) {
  const locked = route.locked_at !== null
  return (
    <Button icon={locked ? 'unlock' : 'lock'} pressed={locked} onClick={() => lockRoute(route.id, !locked)}>
      {t(locked ? 'dispatch.unlock_route' : 'dispatch.lock_route')}</Button>
  )
}

export function LockStop({ stop, courier }: { stop: StopRow; courier: string }) {
  if (stop.locked) {
    return (
      <>
        <p class="line"><LockBadge stop={stop} /></p>
        <Button icon="unlock" onClick={() => lockStop(stop.id, null)}>{t('dispatch.unlock_stop')}</Button>
      </>
    )
  }
  return (
    <div class="pair">
      <Button icon="lock" onClick={() => lockStop(stop.id, 'courier')}>{t('dispatch.lock_courier', { courier })}</Button>
      <Button icon="lock" onClick={() => lockStop(stop.id, 'head')}>{t('dispatch.lock_head')}</Button>
    </div>
  )
}
