// Which way to the next door? A list of turns that lies on the phone, for when there is no network and no map.
import { t, thousands } from '../../kernel/i18n'
import { Icon } from '../../kernel/ui'
import type { NextStop } from '../rules'
import { type Sign, wayTo } from '../way'

const SIGNS: Record<Sign, string> = { flag: '⚑', left: '↰', right: '↱', ahead: '↑', around: '↶', ring: '↻' }
const KILOMETRE_M = 1000

/** "120 m", "1.4 km"; nothing for the last step. */
const far = (metres: number): string =>
  metres >= KILOMETRE_M ? `${thousands(metres)} ${t('courier.km')}` : metres > 0 ? t('courier.metres', { n: metres }) : ''

export function Way({ of: { route, stop, number } }: { of: NextStop }) {
  const turns = wayTo(route, stop.id)
  return (
    <details class="items way">
      <summary><Icon name="route" /><span>{t('courier.way')}</span></summary>
      {turns === null ? <p class="hint">{t('courier.way_none')}</p> : <>
        <p class="hint">{t(number === 1 ? 'courier.way_from_hub' : 'courier.way_from')}</p>
        <ol>{turns.map(({ sign, key, street, metres }, n) => (
          <li key={n}><span class="sign" aria-hidden="true">{SIGNS[sign]}</span>
            <span><strong>{t(key)}</strong>{street && <> · {street}</>}</span><span class="sum">{far(metres)}</span></li>))}
        </ol></>}
    </details>
  )
}
