// How should the app look on this device? Light, dark, or black on white for the sun.
import { signal, type ReadonlySignal } from '@preact/signals'

export const THEMES = ['auto', 'light', 'dark', 'sun'] as const
export type Theme = (typeof THEMES)[number]

const current = signal<Theme>('auto')
export const theme: ReadonlySignal<Theme> = current

export function setTheme(next: Theme): void {
  current.value = next
  document.documentElement.dataset.theme = next
  localStorage.setItem('theme', next)
}

export function openPrefs(): void {
  const stored = localStorage.getItem('theme') as Theme | null
  setTheme(stored && THEMES.includes(stored) ? stored : 'auto')
}
