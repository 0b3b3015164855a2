/** How does he get to a stop? The turns of his sheet, as they can be said in few words. Pure. */
import type { RouteRow, TurnRow } from '../contract'

/** One line of the way: a sign, the key of its words, the street that follows, metres to the next turn. */
export interface Turn {
  sign: Sign
  key: string
  street: string
  metres: number
}

export type Sign = 'flag' | 'left' | 'right' | 'ahead' | 'around' | 'ring'

const MODIFIERS: Record<string, Sign> = {
  left: 'left', 'slight left': 'left', 'sharp left': 'left', right: 'right', 'slight right': 'right', 'sharp right': 'right',
  straight: 'ahead', uturn: 'around',
}
const RINGS = new Set(['roundabout', 'rotary', 'roundabout turn'])

function lineOf({ kind, modifier, street, metres }: TurnRow): Turn {
  const way = (name: string, sign: Sign): Turn => ({ sign, key: `courier.turn.${name}`, street, metres })
  if (kind === 'depart') return way('depart', 'ahead')
  if (kind === 'arrive') return way('arrive', 'flag')
  if (RINGS.has(kind)) return way('roundabout', 'ring')
  if (kind.startsWith('exit ')) return way('exit', 'ring')
  const sign = MODIFIERS[modifier] ?? 'ahead'
  return way(sign === 'ahead' ? 'straight' : modifier.replace(' ', '_'), sign)
}

/** The turns from the stop before to this one; null when the sheet has none: no roads, or not written yet. */
export function wayTo(route: RouteRow, stopId: string): Turn[] | null {
  const leg = route.turns?.find((one) => one.stop_id === stopId)
  return leg?.steps.length ? leg.steps.map(lineOf) : null
}
