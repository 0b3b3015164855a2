// Where does a code come in? One field for scanner, camera and hand, that says what is expected and how it went.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { camera, type CameraReason } from '../camera'
import { lastFeedback, LOOKS } from '../feedback'
import { t } from '../i18n'
import { deliver, type Handler, onScan, type ScanOptions } from '../scan'
import { Button, Field, Notice } from './basics'
import { Icon } from './icons'
import './scanfield.css'

export interface ScanFieldProps {
  label: string // what is expected, in the caller's words
  onCode: Handler
  repeat?: ScanOptions['repeat'] // `allow` where the same code twice is two pieces
  field?: string // words of the typed field and its button
  action?: string
  typing?: boolean // desks: the typed field is always open
}

const SHORTEST_TEXT = 3 // less is a key that no scanner has
const HEARD_MS = 60 // what comes as text and not as keys has ended when nothing follows for so long

/** Scans for `onCode`, whatever it is at the time, until the component goes. */
export function useScans(onCode: Handler, options: ScanOptions): void {
  const now = useRef({ onCode, options: { ...options } })
  now.current.onCode = onCode
  Object.assign(now.current.options, options)
  // With the screen and not after it: a scan that comes while one screen follows another must find the next.
  useLayoutEffect(() => onScan((code, how) => now.current.onCode(code, how), now.current.options), [])
}

/** Holds the focus where nothing else does, with the soft keyboard shut: Android's own scanners write into it. */
function Catch({ label }: { label: string }) {
  const input = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    const hold = () => setTimeout(() => {
      if (!document.hidden && document.activeElement === document.body) input.current?.focus({ preventScroll: true })
    })
    const moments = ['focusout', 'click', 'visibilitychange'] as const
    for (const moment of moments) document.addEventListener(moment, hold)
    hold()
    return () => { for (const moment of moments) document.removeEventListener(moment, hold) }
  }, [])
  const take = () => {
    const text = input.current?.value ?? ''
    if (input.current) input.current.value = ''
    if (text.length >= SHORTEST_TEXT) deliver(text, 'wedge')
  }
  return (
    <input ref={input} class="scan-catch" inputMode="none" aria-label={label} tabIndex={-1} autocomplete="off"
      onKeyDown={({ key }) => { if (key === 'Enter') take() }}
      onInput={() => { clearTimeout(timer.current); timer.current = setTimeout(take, HEARD_MS) }} />
  )
}

const REASONS: ReadonlySet<string> = new Set<CameraReason>(['denied', 'missing', 'busy', 'insecure', 'unread'])

function Picture() {
  const video = useRef<HTMLVideoElement>(null)
  const on = camera.state.value === 'on'
  useEffect(() => (on && video.current ? camera.watch(video.current) : undefined), [on])
  const torch = camera.torch.value
  return (
    <div class="scan-camera">
      <div class="scan-sight"><video ref={video} playsInline muted aria-label={t('common.scan_aim')} /></div>
      <p class="hint">{t(on ? 'common.scan_aim' : 'common.scan_camera_starting')}</p>
      <div class="scan-ways">
        {torch !== null && <Button icon="light" pressed={torch} onClick={() => camera.light(!torch)}>{t('common.scan_light')}</Button>}
        <Button icon="close" onClick={camera.close}>{t('common.scan_camera_close')}</Button>
      </div>
    </div>
  )
}

/** How the last scan went: colour, sign and word, the same everywhere; `still`: its place is kept, nothing jumps. */
export function Said({ still }: { still?: boolean }) {
  const said = lastFeedback.value
  const look = said && LOOKS[said.outcome]
  return (
    <div role="status" class={still || said ? 'scan-told' : undefined}>
      {said && <p class={`scan-said ${look!.tone}`} key={said.n}><Icon name={look!.icon} size={32} />
        <span><strong>{t(`common.scan_${said.outcome}`)}</strong>{said.words && ` ${said.words}`}</span></p>}
    </div>
  )
}

function Typed({ field, action, onCode, focus }: {
  field: string; action: string; onCode: Handler; focus: boolean
}) {
  const [text, setText] = useState('')
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => { if (focus) form.current?.querySelector('input')?.focus() }, [])
  const submit = (event: Event) => {
    event.preventDefault()
    const code = text.trim()
    if (!code) return
    setText('')
    void onCode(code, 'typed')
  }
  return (
    <form ref={form} class="scan-typed" onSubmit={submit}>
      <Field label={field} value={text} onInput={setText} autocomplete="off" maxLength={200} />
      <Button type="submit" icon="check" disabled={!text.trim()}>{action}</Button>
    </form>
  )
}

export function ScanField({ label, onCode, repeat = 'once', field, action, typing = false }: ScanFieldProps) {
  const [byHand, setByHand] = useState(typing)
  const [twice, setTwice] = useState<string | null>(null)
  const take: Handler = (code, how) => {
    setTwice(null)
    return onCode(code, how)
  }
  useScans(take, { repeat, onRepeat: setTwice })
  const state = camera.state.value
  const failed = REASONS.has(state)
  const looking = state === 'on' || state === 'starting'
  return (
    <section class="scan" aria-label={label}>
      <p class="scan-label"><Icon name="scan" /><span>{label}</span></p>
      <Catch label={label} />
      <Said still={!typing} />
      {twice && <Notice tone="warn" icon="return"><p>{t('common.scan_twice', { code: twice })}</p></Notice>}
      {failed && <Notice tone="warn" icon="warning" role="alert"><p>{t(`common.scan_camera_${state}`)}</p></Notice>}
      {looking && <Picture />}
      {(byHand || failed) && <Typed field={field ?? t('common.scan_code')} action={action ?? t('common.scan_take')}
        onCode={take} focus={byHand && !typing} />}
      <div class="scan-ways">
        {!looking && <Button icon="camera" class="scan-way" onClick={() => { void camera.open() }}>{t('common.scan_camera')}</Button>}
        {!typing && <Button icon="keyboard" class="scan-way" pressed={byHand} onClick={() => setByHand(!byHand)}>
          {t('common.scan_type')}</Button>}
      </div>
    </section>
  )
}
