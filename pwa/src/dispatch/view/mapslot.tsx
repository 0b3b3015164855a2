// When is the map fetched? Only when somebody looks at it: it is a chunk of its own.
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { t } from '../../kernel/i18n'

const Loaded = signal<ComponentType | null>(null)

export function MapSlot() {
  useEffect(() => { void import('./map').then((map) => { Loaded.value = map.default }) }, [])
  const Map = Loaded.value
  return Map ? <Map /> : <p class="empty">{t('dispatch.map_loading')}</p>
}
