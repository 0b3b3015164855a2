// Onto which route, and where in it? The courier first; the place that the times suggest is filled in.
import { useState } from 'preact/hooks'
import type { OrderRow } from '../../contract'
import { t, thousands } from '../../kernel/i18n'
import { Button, Select } from '../../kernel/ui'
import { firstFree, suggestPosition, type Lane } from '../board'
import { kg, laneName } from './words'

function loadOf({ visits, weight_g, capacity_g }: Lane): string {
  const load = capacity_g === null ? kg(weight_g) : t('dispatch.kg_of', { n: thousands(weight_g), max: thousands(capacity_g) })
  return `${t('common.stops', { n: visits.length })}, ${load}`
}

export function PlaceForm({ order, arriveAt, targets, action, onPlace }: {
  order: OrderRow | undefined; arriveAt: string | null; targets: readonly Lane[]; action: string
  onPlace: (routeId: string, position: number) => Promise<unknown>
}) {
  const [routeId, setRoute] = useState(targets[0]?.route.id ?? '')
  const [wished, setWished] = useState<number | null>(null)
  const lane = targets.find((each) => each.route.id === routeId)
  if (!lane) return <p class="empty">{t('dispatch.no_couriers')}</p>
  const position = wished ?? suggestPosition(lane.visits, order, arriveAt)
  const free = firstFree(lane.visits)
  const places = Array.from({ length: lane.visits.length - free + 1 }, (_, n) => n + free)
  const choose = (id: string) => {
    setRoute(id)
    setWished(null)
  }
  return (
    <div class="stack">
      <Select label={t('dispatch.courier')} value={routeId} onChange={choose}
        options={targets.map((each) => ({ value: each.route.id, label: `${laneName(each)} · ${loadOf(each)}` }))} />
      <Select label={t('dispatch.position')} value={String(position)} onChange={(text) => setWished(Number(text))}
        options={places.map((n) => ({
          value: String(n), label: [n + 1, lane.visits[n]?.order?.address].filter(Boolean).join(' · '),
        }))} />
      <Button kind="primary" wide icon="check" onClick={() => onPlace(lane.route.id, position)}>{action}</Button>
    </div>
  )
}
