// Was that a scanner or a hand? Keys with a small mean gap are a scan, read by key code, whatever the layout.
import { parse } from './codes'

/** How a code came in: a scanner that presses keys, the camera, or a hand. */
export type How = 'wedge' | 'camera' | 'typed'
export interface Key { code: string; shift: boolean; ctrl: boolean; at: number; key?: string }

const MEAN_GAP_MS = 50
const SHORTEST = 4
const SHORT_GAP_MS = 20 // three characters count only this fast, and with a suffix: numbers are typed by hand too
const SILENCE_MS = 150 // ends a scan without a suffix, where what came is a whole code by its check digit
const PATIENCE_MS = 400 // ends any other: half a bin's code is a code too, and a busy phone hands keys on late
const LATE_MS = 40 // a timer this late says that the page was busy: keys may still wait in its queue
const TAIL_MS = 100 // some scanners send CR and LF, or pause before their suffix: it belongs to the scan before
const TWICE_MS = 1000
const BOUNCE_MS = 120 // no hand scans two pieces so fast: one reading, sent twice
const ENDS = new Set(['Enter', 'NumpadEnter', 'Tab'])
const PUNCTUATION: Record<string, [string, string]> = {
  Minus: ['-', '_'], Equal: ['=', '+'], BracketLeft: ['[', '{'], BracketRight: [']', '}'], Semicolon: [';', ':'],
  Quote: ["'", '"'], Comma: [',', '<'], Period: ['.', '>'], Slash: ['/', '?'], Backslash: ['\\', '|'],
  Backquote: ['`', '~'], Space: [' ', ' '], NumpadDecimal: ['.', '.'], NumpadDivide: ['/', '/'],
  NumpadMultiply: ['*', '*'], NumpadSubtract: ['-', '-'], NumpadAdd: ['+', '+'],
}
const SHIFTED_DIGITS = ')!@#$%^&*('

/** The character a key gives on the scanner's (US) layout; null for keys that write nothing. */
export function charOf({ code, shift, ctrl, key }: Key): string | null {
  if (ctrl) return code === 'BracketRight' ? '\u001d' : null // GS between GS1 elements
  if (code === '') return key?.length === 1 ? key : null // Android's own wedges name no key
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (letter) return shift ? letter : letter.toLowerCase()
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1]
  if (digit) return shift && code.startsWith('Digit') ? SHIFTED_DIGITS[Number(digit)]! : digit
  return PUNCTUATION[code]?.[shift ? 1 : 0] ?? null
}

/** The scanned string, or null when the keys came from a hand. The gap before the suffix does not count:
 * scanners pause before it. */
export function judge(keys: Key[], suffixed = false): string | null {
  const typed = keys.filter((key) => charOf(key) !== null)
  if (typed.length < SHORTEST - (suffixed ? 1 : 0)) return null
  const mean = (typed.at(-1)!.at - typed[0]!.at) / (typed.length - 1)
  return mean < (typed.length < SHORTEST ? SHORT_GAP_MS : MEAN_GAP_MS) ? typed.map(charOf).join('') : null
}

/** A code without what a scanner puts around it: control characters at either end, the AIM identifier "]C1". */
export function bare(code: string): string {
  // eslint-disable-next-line no-control-regex
  return code.replace(/^[\u0000-\u0020]*(?:\][A-Za-z][0-9A-Za-z])?[\u0000-\u0020]*|[\u0000-\u0020]+$/g, '')
}

// Who gets it -----------------------------------------------------------------------------------------------

export type Handler = (code: string, how: How) => unknown
/** `repeat`: whether the same code twice within a second is two (`allow`: two pieces of one item) or one (`once`);
 * `onRepeat` is told of the second. Read at each scan, so the caller may change them. */
export interface ScanOptions { repeat?: 'allow' | 'once'; onRepeat?: (code: string) => void }

const handlers: { handler: Handler; options: ScanOptions }[] = []
let last = { code: '', at: -Infinity, once: true }

/** Hands a code to the handler added last. A code that comes again within a second is one scan, unless both
 * times somebody was asking for pieces: the second beep of a bin's label is not the first of an item. Even
 * then a scanner that bounces is one scan. */
export function deliver(code: string, how: How, at = performance.now()): void {
  const top = handlers.at(-1)
  const text = bare(code)
  if (!top || !text) return
  const once = top.options.repeat !== 'allow'
  const window_ms = once || last.once ? TWICE_MS : BOUNCE_MS
  const twice = how !== 'typed' && text === last.code && at - last.at < window_ms
  last = { code: text, at, once: twice ? last.once : once }
  if (twice) top.options.onRepeat?.(text)
  else void top.handler(text, how)
}

/** Calls `handler` with each scan, whatever has the focus; the handler added last gets them. */
export function onScan(handler: Handler, options: ScanOptions = {}): () => void {
  const entry = { handler, options }
  if (!handlers.length) document.addEventListener('keydown', onKey, true)
  handlers.push(entry)
  return () => {
    const at = handlers.indexOf(entry)
    if (at >= 0) handlers.splice(at, 1)
    if (!handlers.length) document.removeEventListener('keydown', onKey, true)
  }
}

// Keys ------------------------------------------------------------------------------------------------------

type Editable = HTMLInputElement | HTMLTextAreaElement
let keys: Key[] = []
let silence: ReturnType<typeof setTimeout> | undefined
let scannedAt = -Infinity // on the keys' own clock: a busy phone hands them on late
let suffixes = false // whether the last scan had one
let before: { field: Editable; value: string } | null = null // what stood in the field that the scanner wrote into

const NOT_WRITTEN = new Set(['checkbox', 'radio', 'button', 'submit', 'file'])
const editable = (target: EventTarget | null): Editable | null =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !NOT_WRITTEN.has(target.type)) ? target : null

/** A scanner wrote into the field that happened to have the focus: it shall be as it was. */
function takeBack(): void {
  if (!before || before.field.value === before.value) return
  before.field.value = before.value
  before.field.dispatchEvent(new Event('input', { bubbles: true }))
}

function finish(suffixed: boolean, ended = performance.now()): boolean {
  clearTimeout(silence)
  const scanned = judge(keys, suffixed)
  const at = keys.at(-1)?.at ?? 0
  if (scanned === null && !suffixed && keys.length < SHORTEST) return false // too few to judge: more may come
  keys = []
  if (scanned === null) return false
  scannedAt = ended
  suffixes = suffixed
  takeBack()
  deliver(scanned, 'wedge', at)
  return true
}

/** No suffix may come; if the last scan had one, it will. */
const whole = (): boolean => !suffixes && parse(judge(keys) ?? '').kind !== 'other'

function listen(wait = SILENCE_MS): void {
  clearTimeout(silence)
  const due = performance.now() + wait
  silence = setTimeout(() => {
    if (performance.now() - due > LATE_MS) listen(wait)
    else if (wait === SILENCE_MS && !whole()) listen(PATIENCE_MS - SILENCE_MS)
    else finish(false)
  }, wait)
}

function swallow(event: KeyboardEvent): void {
  event.preventDefault()
  event.stopPropagation()
}

function onKey(event: KeyboardEvent): void {
  if (ENDS.has(event.code || event.key)) {
    const after = keys.length === 0 && event.timeStamp - scannedAt < TAIL_MS
    if (finish(true, event.timeStamp) || after) swallow(event)
    return
  }
  const key = { code: event.code, shift: event.shiftKey, ctrl: event.ctrlKey, at: event.timeStamp, key: event.key }
  if (charOf(key) === null) return
  const field = editable(event.target)
  const catches = field?.inputMode === 'none' // it is there for those that write text and press no keys
  if (catches) event.preventDefault()
  if (event.repeat) { keys = []; return } // a key held down is no scanner
  const gap = keys.length ? key.at - keys.at(-1)!.at : Infinity
  if (gap > PATIENCE_MS) keys = []
  if (!keys.length) before = field && !catches ? { field, value: field.value } : null
  // In the middle of a scan a space would press the button that has the focus, and a slash open a search.
  if (gap < MEAN_GAP_MS && !field) event.preventDefault()
  keys.push(key)
  listen()
}
