// Was that a scanner or a hand? Keys with a small mean gap are a scan, read by key code, whatever the layout.

export interface Key { code: string; shift: boolean; ctrl: boolean; at: number }

const MEAN_GAP_MS = 50
const SHORTEST = 4
const SILENCE_MS = 150 // ends a scan of a scanner that sends no suffix
const ENDS = new Set(['Enter', 'NumpadEnter', 'Tab'])
const PUNCTUATION: Record<string, [string, string]> = {
  Minus: ['-', '_'], Equal: ['=', '+'], BracketLeft: ['[', '{'], BracketRight: [']', '}'], Semicolon: [';', ':'],
  Quote: ["'", '"'], Comma: [',', '<'], Period: ['.', '>'], Slash: ['/', '?'], Backslash: ['\\', '|'],
  Backquote: ['`', '~'], Space: [' ', ' '],
}
const SHIFTED_DIGITS = ')!@#$%^&*('

/** The character a key gives on the scanner's (US) layout; null for keys that write nothing. */
export function charOf({ code, shift, ctrl }: Key): string | null {
  if (ctrl) return code === 'BracketRight' ? '\u001d' : null // GS between GS1 elements
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (letter) return shift ? letter : letter.toLowerCase()
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1]
  if (digit) return shift && code.startsWith('Digit') ? SHIFTED_DIGITS[Number(digit)]! : digit
  return PUNCTUATION[code]?.[shift ? 1 : 0] ?? null
}

/** The scanned string, or null when the keys came from a hand. The gap before the suffix does not count:
 * scanners pause before it. */
export function judge(keys: Key[]): string | null {
  const typed = keys.filter((key) => charOf(key) !== null)
  if (typed.length < SHORTEST) return null
  const mean = (typed.at(-1)!.at - typed[0]!.at) / (typed.length - 1)
  return mean < MEAN_GAP_MS ? typed.map((key) => charOf(key)).join('') : null
}

type Handler = (scanned: string) => void
const handlers: Handler[] = []
let keys: Key[] = []
let silence: ReturnType<typeof setTimeout> | undefined

function finish(): string | null {
  clearTimeout(silence)
  const scanned = judge(keys)
  keys = []
  if (scanned !== null) handlers.at(-1)?.(scanned)
  return scanned
}

function onKey(event: KeyboardEvent): void {
  if (ENDS.has(event.code)) {
    if (finish() !== null) {
      event.preventDefault()
      event.stopPropagation()
    }
    return
  }
  const key = { code: event.code, shift: event.shiftKey, ctrl: event.ctrlKey, at: event.timeStamp }
  if (charOf(key) === null) return
  if (keys.length && key.at - keys.at(-1)!.at > SILENCE_MS * 2) keys = []
  keys.push(key)
  clearTimeout(silence)
  silence = setTimeout(finish, SILENCE_MS)
}

/** Calls `handler` with each scan, whatever has the focus; the handler added last gets them. */
export function onScan(handler: Handler): () => void {
  if (!handlers.length) document.addEventListener('keydown', onKey, true)
  handlers.push(handler)
  return () => {
    const at = handlers.lastIndexOf(handler)
    if (at >= 0) handlers.splice(at, 1)
    if (!handlers.length) document.removeEventListener('keydown', onKey, true)
  }
}
