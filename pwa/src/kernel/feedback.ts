// How does a hand that does not look at the screen know? Each outcome has its own sound, buzz, colour and word.
import { signal, type ReadonlySignal } from '@preact/signals'
import type { Tone } from './ui/basics'

/** `ok` counted; `wrong` not what is expected, nothing changed; `already` done before; `done` the last of them. */
export type Outcome = 'ok' | 'wrong' | 'already' | 'done'

interface Tune { wave: OscillatorType; loud: number; notes: readonly (readonly [hz: number, s: number])[] }
const TUNES: Record<Outcome, Tune> = {
  ok: { wave: 'sine', loud: 0.5, notes: [[1320, 0.09]] },
  already: { wave: 'triangle', loud: 0.6, notes: [[700, 0.12], [0, 0.05], [470, 0.16]] },
  done: { wave: 'sine', loud: 0.5, notes: [[880, 0.09], [1175, 0.09], [1568, 0.18]] },
  wrong: { wave: 'square', loud: 1, notes: [[220, 0.22], [0, 0.06], [165, 0.22], [0, 0.06], [165, 0.4]] },
}
const BUZZES: Record<Outcome, number[]> = {
  ok: [40], already: [60, 60, 60], done: [40, 40, 40, 40, 120], wrong: [200, 80, 200, 80, 400],
}
/** Colour and sign beside the word `common.scan_<outcome>`. */
export const LOOKS: Record<Outcome, { tone: Tone; icon: string }> = {
  ok: { tone: 'good', icon: 'check' }, already: { tone: 'warn', icon: 'return' },
  done: { tone: 'info', icon: 'flag' }, wrong: { tone: 'bad', icon: 'cross' },
}

const said = signal<{ outcome: Outcome; words: string; n: number } | null>(null)
/** The last outcome, for whoever shows it; `n` grows, so that the same outcome twice is two. */
export const lastFeedback: ReadonlySignal<{ outcome: Outcome; words: string; n: number } | null> = said
let context: AudioContext | null = null
let fading: ReturnType<typeof setTimeout> | undefined
const STAYS_MS = 5000 // then it would be taken for the next scan's

/** Whether the person has touched this page: browsers let no page sound or buzz before, and complain. */
const touched = (): boolean => navigator.userActivation?.hasBeenActive ?? true

/** Sound needs a touch or a key first: every one of them is used until it plays. */
function unlock(): void {
  if (!touched()) return
  context ??= new AudioContext({ latencyHint: 'interactive' })
  if (context.state !== 'running') void context.resume().catch(() => undefined)
}
if (typeof document !== 'undefined' && 'AudioContext' in window) {
  for (const touch of ['pointerup', 'touchend', 'keydown']) document.addEventListener(touch, unlock, { capture: true, passive: true })
}

function play({ wave, loud, notes }: Tune): void {
  if (!context) return
  if (context.state !== 'running') void context.resume().catch(() => undefined)
  let at = context.currentTime
  for (const [hz, length_s] of notes) {
    if (hz) {
      const tone = new OscillatorNode(context, { type: wave, frequency: hz })
      const gain = new GainNode(context, { gain: loud })
      gain.gain.setTargetAtTime(0, at + length_s - 0.02, 0.006) // no click at its end
      tone.connect(gain).connect(context.destination)
      tone.start(at)
      tone.stop(at + length_s)
    }
    at += length_s
  }
}

/** Says how a scan went, at once; `words` stand on the screen beside the outcome's own word. */
export function feedback(outcome: Outcome, words = ''): void {
  said.value = { outcome, words, n: (said.peek()?.n ?? 0) + 1 }
  clearTimeout(fading)
  fading = setTimeout(hush, STAYS_MS)
  play(TUNES[outcome])
  if (touched()) navigator.vibrate?.(BUZZES[outcome])
}

/** What was said belonged to another screen. */
export function hush(): void {
  said.value = null
}
