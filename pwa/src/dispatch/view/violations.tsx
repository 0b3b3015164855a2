// What does not fit in a route as it now stands? In amber and in words, with the number of the stop.
import { t } from '../../kernel/i18n'
import { Icon } from '../../kernel/ui'
import type { Lane } from '../board'
import { violation } from './words'

export function Violations({ lane }: { lane: Lane }) {
  const { violations, estimated } = lane.route
  const at = (id: string | null) => lane.visits.findIndex((v) => v.stop.id === id)
  return (
    <ul class="violations" role="status">
      {violations.map((each, n) => (
        <li key={n} class="amber"><Icon name="warning" size={18} />{at(each.stop_id) < 0 ? violation(each)
          : t('dispatch.violation_at', { n: at(each.stop_id) + 1, what: violation(each) })}</li>))}
      {estimated && <li class="soft">{t('dispatch.estimated')}</li>}
    </ul>
  )
}
