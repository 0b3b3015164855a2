// What do desks share beyond the phone's pieces? Tabs, statuses as signs with words, a code to scan or type.
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { OrderStatus } from '../../contract'
import { t } from '../i18n'
import { onScan } from '../scan'
import { Badge, Button, Field, type Tone } from './basics'
import './desk.css'

/** Parts of a desk, one open; a count beside the name says how much waits there. */
export function Tabs<T extends string>({ label, tabs, open, onOpen }: {
  label: string; tabs: readonly { name: T; title: string; waiting?: number }[]; open: T; onOpen: (name: T) => void
}) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ name, title, waiting }) => (
        <button key={name} type="button" aria-current={name === open ? 'page' : undefined} onClick={() => onOpen(name)}>
          <span>{title}</span>{waiting ? <span class="tab-count">{waiting}</span> : null}
        </button>
      ))}
    </nav>
  )
}

const STATUS: Record<OrderStatus, { icon: string; tone: Tone }> = {
  new: { icon: 'clock', tone: 'warn' },
  ready: { icon: 'box', tone: 'info' },
  loaded: { icon: 'route', tone: 'info' },
  delivered: { icon: 'check', tone: 'good' },
  failed: { icon: 'cross', tone: 'bad' },
  returned: { icon: 'return', tone: 'neutral' },
  cancelled: { icon: 'stop', tone: 'neutral' },
}

/** Where an order is: sign and word. */
export function OrderBadge({ status }: { status: OrderStatus }) {
  const { icon, tone } = STATUS[status] ?? { icon: 'note', tone: 'neutral' }
  return <Badge icon={icon} tone={tone}>{t(`status.${status}`)}</Badge>
}

/** A fact of a card: its name and its value. */
export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return <div class="fact"><dt>{name}</dt><dd>{children}</dd></div>
}

/** A code, by the scanner at any moment or by hand with Enter. */
export function CodeEntry({ label, field, action, onCode }: {
  label: string; field: string; action: string; onCode: (code: string) => Promise<void> | void
}) {
  const [typed, setTyped] = useState('')
  useEffect(() => onScan((code) => { setTyped(''); void onCode(code) }), [onCode])
  const submit = (event: Event) => {
    event.preventDefault()
    const code = typed.trim()
    if (!code) return
    setTyped('')
    void onCode(code)
  }
  return (
    <form class="code-entry" onSubmit={submit} aria-label={label}>
      <Field label={field} hint={label} value={typed} onInput={setTyped} autocomplete="off" maxLength={80} />
      <Button kind="primary" type="submit" icon="search" disabled={!typed.trim()}>{action}</Button>
    </form>
  )
}
