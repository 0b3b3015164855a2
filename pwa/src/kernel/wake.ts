// Does the screen stay on? While a route is open, where the browser can keep it so.
import { signal, type ReadonlySignal } from '@preact/signals'

export type WakeState = 'off' | 'on' | 'unsupported'

const state = signal<WakeState>('off')
let wanted = false
let sentinel: WakeLockSentinel | null = null

async function hold(): Promise<void> {
  if (!wanted || document.hidden || sentinel) return
  if (!('wakeLock' in navigator)) { state.value = 'unsupported'; return }
  try {
    sentinel = await navigator.wakeLock.request('screen')
    sentinel.addEventListener('release', () => { sentinel = null; if (wanted) state.value = 'off' })
    state.value = 'on'
    if (!wanted) await sentinel.release()
  } catch {
    state.value = 'off' // low battery; asked again when the page is shown
  }
}

function set(on: boolean): void {
  if (on === wanted) return
  wanted = on
  if (on) void hold()
  else {
    void sentinel?.release()
    state.value = 'off'
  }
}

if (typeof document !== 'undefined') document.addEventListener('visibilitychange', () => void hold())

export const wake = { set, state: state as ReadonlySignal<WakeState> }
