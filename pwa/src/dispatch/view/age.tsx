// How old is what we know of a courier's place? In words, a sign and a style: stale never looks live.
import { formatSpan } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { Badge } from '../../kernel/ui'
import type { Age } from '../geo'
import { ageOfCourier } from '../live'

const LOOK = {
  fresh: { tone: 'good', icon: 'gps' },
  ageing: { tone: 'warn', icon: 'clock' },
  stale: { tone: 'bad', icon: 'warning' },
  never: { tone: 'neutral', icon: 'offline' },
} as const satisfies Record<Age, object>

export function CourierAge({ id }: { id: string }) {
  const { seconds, age } = ageOfCourier(id)
  const span = t('common.ago', { span: formatSpan(seconds ?? 0) })
  return <Badge {...LOOK[age]}>{t(`dispatch.position_${age}`, { age: span })}</Badge>
}
