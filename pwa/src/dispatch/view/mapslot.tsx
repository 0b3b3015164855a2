// When is the map fetched? Only when somebody looks at it: it is a chunk of its own.
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { t } from '../../kernel/i18n'
import type { Chosen } from '../places'

type Props = { onPick: (pick: Chosen | null) => void }
const Loaded = signal<ComponentType<Props> | null>(null)
const nowhere = (): void => undefined

export function MapSlot({ onPick = nowhere }: Partial<Props>) {
  useEffect(() => { void import('./map').then((map) => { Loaded.value = map.default }) }, [])
  const Map = Loaded.value
  return Map ? <Map onPick={onPick} /> : <p class="empty">{t('dispatch.map_loading')}</p>
}
