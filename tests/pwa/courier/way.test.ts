// Are the turns of a leg said as turns, and only those of the leg to this stop?
import { describe, expect, it } from 'vitest'
import type { TurnRow } from '../../../pwa/src/contract'
import { wayTo } from '../../../pwa/src/courier/way'
import en from '../../../server/texts/en/courier.json'
import { route } from './samples'

const turn = (kind: string, modifier = '', street = '', metres = 100): TurnRow => ({ kind, modifier, street, metres })
const way = (...steps: TurnRow[]) =>
  wayTo(route({ turns: [{ stop_id: 's1', steps: [turn('depart')] }, { stop_id: 's2', steps }] }), 's2')

describe('the way to a stop', () => {
  it('has a sign, words and a street for each turn', () => {
    expect(way(turn('depart', 'left', 'Annankatu'), turn('turn', 'slight left', 'Bulevardi', 40), turn('arrive', 'right', '', 0)))
      .toEqual([
        { sign: 'ahead', key: 'courier.turn.depart', street: 'Annankatu', metres: 100 },
        { sign: 'left', key: 'courier.turn.slight_left', street: 'Bulevardi', metres: 40 },
        { sign: 'flag', key: 'courier.turn.arrive', street: '', metres: 0 },
      ])
  })

  it('has words for whatever a road engine says', () => {
    const kinds = ['turn', 'new name', 'merge', 'on ramp', 'off ramp', 'fork', 'end of road', 'continue', 'roundabout',
      'rotary', 'roundabout turn', 'exit roundabout', 'exit rotary', 'use lane', 'something new']
    const modifiers = ['', 'uturn', 'sharp right', 'right', 'slight right', 'straight', 'slight left', 'left', 'sharp left', 'up']
    for (const kind of kinds) {
      for (const modifier of modifiers) expect(en).toHaveProperty([way(turn(kind, modifier))![0]!.key])
    }
  })

  it('is unknown without roads, for a stop that was added since, and for an empty leg', () => {
    expect(wayTo(route(), 's1')).toBeNull()
    expect(wayTo(route({ turns: [{ stop_id: null, steps: [turn('depart')] }] }), 's1')).toBeNull()
    expect(way()).toBeNull()
  })
})
