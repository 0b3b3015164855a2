// What lies over a screen? A dialog from the bottom edge, and short messages that go by themselves.
import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { t } from '../i18n'
import { Button } from './basics'
import { Icon } from './icons'

/** A dialog at the bottom edge, in reach of the thumb. Escape and the back button close it. */
export function Sheet({ title, onClose, children, actions }: {
  title: string; onClose: () => void; children?: ComponentChildren; actions?: ComponentChildren
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const element = dialog.current!
    if (!element.open) element.showModal()
    return () => element.close()
  }, [])
  return (
    <dialog ref={dialog} class="sheet" aria-labelledby={id} onCancel={(event) => { event.preventDefault(); onClose() }}
      onClick={(event) => { if (event.target === dialog.current) onClose() }}>
      <div class="sheet-body">
        <header><h2 id={id}>{title}</h2>
          <Button kind="quiet" icon="close" label={t('common.close')} onClick={onClose} /></header>
        <div class="sheet-content">{children}</div>
        {actions && <footer class="actions">{actions}</footer>}
      </div>
    </dialog>
  )
}

export interface Message { text: string; tone: 'good' | 'bad' | 'info' }

const message = signal<Message | null>(null)
let timer: ReturnType<typeof setTimeout> | undefined
const STAYS_MS = 4000

/** Says something short, in place of what was said before; `bad` messages stay until they are closed. */
export function say(text: string, tone: Message['tone'] = 'info'): void {
  clearTimeout(timer)
  message.value = { text, tone }
  if (tone !== 'bad') timer = setTimeout(dismiss, STAYS_MS)
}

function dismiss(): void {
  message.value = null
}

const SIGNS = { good: 'check', bad: 'warning', info: 'note' } as const

/** Where short messages appear, above the actions; Screen contains it. */
export function Toast() {
  const said = message.value
  return (
    <div role="status" aria-live="polite" class={said ? 'toasts' : undefined}>
      {said && <button type="button" class={`toast ${said.tone}`} onClick={dismiss}>
        <Icon name={SIGNS[said.tone]} /><span>{said.text}</span></button>}
    </div>
  )
}
