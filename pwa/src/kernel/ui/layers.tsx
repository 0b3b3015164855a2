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

export interface Message { id: number; text: string; tone: 'good' | 'bad' | 'info' }

const messages = signal<Message[]>([])
let nextId = 1
const STAYS_MS = 5000

/** Says something short; `bad` messages stay until they are closed. */
export function say(text: string, tone: Message['tone'] = 'info'): void {
  const id = nextId++
  messages.value = [...messages.value.slice(-2), { id, text, tone }]
  if (tone !== 'bad') setTimeout(() => dismiss(id), STAYS_MS)
}

function dismiss(id: number): void {
  messages.value = messages.value.filter((message) => message.id !== id)
}

/** Where short messages appear; Screen contains it. */
export function Toast() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {messages.value.map(({ id, text, tone }) => (
        <button key={id} type="button" class={`toast ${tone}`} onClick={() => dismiss(id)}>
          <Icon name={tone === 'good' ? 'check' : tone === 'bad' ? 'warning' : 'note'} /><span>{text}</span>
        </button>
      ))}
    </div>
  )
}
