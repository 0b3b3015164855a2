// Is a scanner told from a hand, on any layout, and does each code come to the right one, once?
import { afterEach, beforeAll, expect, test } from 'vitest'
import { bare, charOf, deliver, judge, type Key, onScan, type ScanOptions } from '../../../pwa/src/kernel/scan'

const typed = (codes: string[], gaps: number[]): Key[] => {
  let at = 1000
  return codes.map((code, n) => ({ code, shift: false, ctrl: false, at: (at += n ? gaps[(n - 1) % gaps.length]! : 0) }))
}
const digits = (text: string) => [...text].map((digit) => `Digit${digit}`)

test('even keys every 5 ms are a scan', () => {
  expect(judge(typed(digits('0401234567894'), [5]))).toBe('0401234567894')
})

test('one slow key in a fast scan does not lose it: the mean counts', () => {
  expect(judge(typed(digits('0401234567894'), [2, 3, 85, 4, 37, 2, 2, 2, 2, 2, 2, 2]))).toBe('0401234567894')
})

test('a hand is no scanner', () => {
  expect(judge(typed(digits('0401234567894'), [120, 90, 200]))).toBeNull()
  expect(judge(typed(digits('0401234567894'), [60]), true)).toBeNull()
})

test('three characters are a scan with a suffix and at a scanner’s speed only', () => {
  expect(judge(typed(digits('123'), [5]))).toBeNull()
  expect(judge(typed(digits('123'), [5]), true)).toBe('123')
  expect(judge(typed(digits('123'), [30]), true)).toBeNull()
  expect(judge(typed(digits('12'), [5]), true)).toBeNull()
})

test('codes are read by key, so the layout does not matter; shift gives capitals', () => {
  const keys = typed(['KeyW', 'KeyB', 'Minus', 'Digit7', 'Digit4'], [5]).map((key, n) => ({ ...key, shift: n < 2 }))
  expect(judge(keys)).toBe('WB-74')
})

test('keys that write nothing are not part of a code', () => {
  expect(judge(typed(['ShiftLeft', 'KeyA', 'KeyB', 'KeyC', 'KeyD'], [5]))).toBe('abcd')
})

test('a scanner of the phone itself names no keys, only what they write', () => {
  expect(judge([...'A-01'].map((key, n) => ({ code: '', key, shift: false, ctrl: false, at: n * 5 })))).toBe('A-01')
  expect(charOf({ code: '', key: 'Unidentified', shift: false, ctrl: false, at: 0 })).toBeNull()
})

test('the GS1 separator comes as control and right bracket', () => {
  expect(charOf({ code: 'BracketRight', shift: false, ctrl: true, at: 0 })).toBe('\u001d')
  expect(charOf({ code: 'KeyC', shift: false, ctrl: true, at: 0 })).toBeNull()
})

test.each([
  [']C10104006381333931', '0104006381333931'], ['\u0002A-01\u0003', 'A-01'], [']E04006381333931\r', '4006381333931'],
  ['\u001d0104006381333931', '0104006381333931'], [' A 01 ', 'A 01'], [']', ']'], ['10AB\u001d17261231', '10AB\u001d17261231'],
])('%j loses what is around the code: %j', (scanned, code) => {
  expect(bare(scanned)).toBe(code)
})

// Who gets it ----------------------------------------------------------------------------------------------------

beforeAll(() => { globalThis.document ??= new EventTarget() as Document })
let told: string[] = []
const offs: (() => void)[] = []
const listen = (name: string, options: ScanOptions = {}) => {
  const off = onScan((code, how) => { told.push(`${name} ${code} ${how}`) },
    { onRepeat: (code) => { told.push(`${name} twice ${code}`) }, ...options })
  offs.push(off)
  return off
}
afterEach(() => {
  for (const off of offs.splice(0)) off()
  told = []
})
let now = 0
const later = (ms: number) => (now += ms)

test('the handler added last gets the scan, and the one before it again when that is gone', () => {
  listen('first')
  const off = listen('second')
  deliver('A1', 'wedge', later(5000))
  off()
  deliver('A2', 'camera', later(5000))
  expect(told).toEqual(['second A1 wedge', 'first A2 camera'])
})

test('the same code twice within a second is one scan, and that is said', () => {
  listen('bin')
  deliver('B1', 'wedge', later(5000))
  deliver('B1', 'wedge', later(400))
  deliver('B1', 'wedge', later(1001))
  expect(told).toEqual(['bin B1 wedge', 'bin twice B1', 'bin B1 wedge'])
})

test('another code in between makes it a new one', () => {
  listen('bin')
  for (const code of ['B1', 'B2', 'B1']) deliver(code, 'wedge', later(100))
  expect(told).toHaveLength(3)
})

test('two pieces of an item are two', () => {
  listen('item', { repeat: 'allow' })
  deliver('4006381333931', 'wedge', later(5000))
  deliver('4006381333931', 'camera', later(150))
  expect(told).toHaveLength(2)
})

test('a scanner that sends one reading twice does not make two pieces of it', () => {
  listen('item', { repeat: 'allow' })
  deliver('4006381333931', 'wedge', later(5000))
  deliver('4006381333931', 'wedge', later(90))
  expect(told).toEqual(['item 4006381333931 wedge', 'item twice 4006381333931'])
})

test('the second beep of a bin’s label is not the first of an item', () => {
  const bin = listen('bin')
  deliver('B1', 'wedge', later(5000))
  bin()
  listen('item', { repeat: 'allow' })
  deliver('B1', 'wedge', later(300))
  deliver('B1', 'wedge', later(1100))
  expect(told).toEqual(['bin B1 wedge', 'item twice B1', 'item B1 wedge'])
})

test('what a hand types twice is meant twice', () => {
  listen('bin')
  deliver('B1', 'typed', later(5000))
  deliver('B1', 'typed', later(100))
  expect(told).toHaveLength(2)
})

test('options may change between scans', () => {
  const shared: ScanOptions = { repeat: 'allow', onRepeat: (code) => { told.push(`twice ${code}`) } }
  offs.push(onScan((code) => { told.push(code) }, shared))
  deliver('X1', 'wedge', later(5000))
  deliver('X1', 'wedge', later(150))
  shared.repeat = 'once'
  deliver('X1', 'wedge', later(10))
  expect(told).toEqual(['X1', 'X1', 'twice X1'])
})

test('nothing but control characters is no scan', () => {
  listen('any')
  deliver('\u0002\u0003', 'wedge', later(5000))
  expect(told).toEqual([])
})
