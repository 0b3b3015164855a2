// Which screen is open? The part of the address after #, so that the phone's back button works.
import { signal, type ReadonlySignal } from '@preact/signals'

const read = (): string => (typeof location === 'undefined' ? '' : location.hash.replace(/^#/, '')) || '/'
const current = signal(read())
/** "/" or what stands after #: "/stop/0198…". */
export const path: ReadonlySignal<string> = current

if (typeof window !== 'undefined') window.addEventListener('hashchange', () => { current.value = read() })

/** Opens a screen; `replace` when going back should not return to the present one. */
export function go(next: string, replace = false): void {
  if (replace) {
    history.replaceState(null, '', `#${next}`)
    current.value = next
  } else location.hash = next
}
