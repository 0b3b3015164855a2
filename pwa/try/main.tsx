// How does scanning behave by itself? The field, its feedback and its red screen, on a page of tests/browser.
import { signal } from '@preact/signals'
import { render } from 'preact'
import { sameCode } from '../src/kernel/codes'
import { feedback } from '../src/kernel/feedback'
import { openTexts } from '../src/kernel/i18n'
import type { How } from '../src/kernel/scan'
import { Button, Sheet } from '../src/kernel/ui'
import { ScanField } from '../src/kernel/ui/scanfield'
import '../src/kernel/ui/style.css'
import { WrongScan } from '../src/kernel/ui/wrongscan'

// ?allow: two of one code are two. ?expect=CODE: the one that is right; without it all are.
const asked = new URLSearchParams(location.search)
const expected = asked.get('expect')
const PICTURE = 'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg"/%3E'
const heard: { code: string; how: How }[] = []
Object.assign(window, { heard })
const wrong = signal<string | null>(null)
const open = signal(false)
const place = signal(0)

function take(code: string, how: How): void {
  wrong.value = null
  if (expected && !sameCode(code, expected)) {
    feedback('wrong')
    wrong.value = code
    return
  }
  const before = heard.some((scan) => scan.code === code)
  heard.push({ code, how })
  feedback(before && !asked.has('allow') ? 'already' : 'ok', code)
}

function Page() {
  return (
    <main class="screen">
      <ScanField key={place.value} label="Scan anything" onCode={take} repeat={asked.has('allow') ? 'allow' : 'once'} />
      <Button onClick={() => { open.value = true }}>Dialog</Button>
      <Button onClick={() => { place.value += 1 }}>Next place</Button>
      <label>Note <input name="note" /></label>
      {open.value && <Sheet title="Dialog" onClose={() => { open.value = false }}><Button>Inside</Button></Sheet>}
      {wrong.value && <WrongScan expected={{ title: 'Tea, black', code: expected!, picture: PICTURE }} got={{ code: wrong.value }}
        onAcknowledge={(right, how) => { wrong.value = null; if (right) take(right, how) }} />}
    </main>
  )
}

await openTexts()
render(<Page />, document.getElementById('app')!)
