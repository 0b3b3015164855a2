// Which screen is open? The part of the address after #, so that the phone's back button works.
import { signal, type ReadonlySignal } from '@preact/signals'

const read = (): string => (typeof location === 'undefined' ? '' : location.hash.replace(/^#/, '')) || '/'
const current = signal(read())
const scrolled = new Map<string, number>() // how far each screen was scrolled when it was left
let forward = false
let steps = 0 // screens opened since the app was started
/** "/" or what stands after #: "/stop/0198…". */
export const path: ReadonlySignal<string> = current

/** A screen opened anew begins at its top; one gone back to is where it was. */
function show(next: string, top: boolean): void {
  scrolled.set(current.value, window.scrollY)
  current.value = next
  requestAnimationFrame(() => window.scrollTo(0, top ? 0 : scrolled.get(next) ?? 0))
}

if (typeof window !== 'undefined') {
  history.scrollRestoration = 'manual'
  window.addEventListener('hashchange', () => {
    show(read(), forward)
    forward = false
  })
}

/** Opens a screen; `replace` when going back should not return to the present one. */
export function go(next: string, replace = false): void {
  if (next === current.value) return
  if (replace) {
    history.replaceState(null, '', `#${next}`)
    show(next, true)
  } else {
    forward = true
    steps += 1
    location.hash = next
  }
}

/** To the screen before; to `otherwise` when the app was started on this one. */
export function back(otherwise = '/'): void {
  if (steps > 0) {
    steps -= 1
    history.back()
  } else go(otherwise, true)
}
