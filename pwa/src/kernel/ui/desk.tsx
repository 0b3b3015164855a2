// What do desks share beyond the phone's pieces? Tabs, statuses as signs with words, facts.
import type { ComponentChildren } from 'preact'
import type { OrderStatus } from '../../contract'
import { t } from '../i18n'
import { Badge, type Tone } from './basics'
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
  reserved: { icon: 'box', tone: 'info' },
  short: { icon: 'warning', tone: 'warn' },
  picking: { icon: 'scan', tone: 'info' },
  packed: { icon: 'box', tone: 'good' },
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
