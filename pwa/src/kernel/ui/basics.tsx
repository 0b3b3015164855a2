// What are screens made of? Buttons, fields, badges, lists: big enough for a gloved thumb.
import type { ComponentChildren, TargetedEvent } from 'preact'
import { useId, useState } from 'preact/hooks'
import { Icon } from './icons'

export interface ButtonProps {
  children?: ComponentChildren
  onClick?: (event: Event) => unknown
  kind?: 'primary' | 'plain' | 'danger' | 'quiet'
  type?: 'button' | 'submit'
  icon?: string
  label?: string // said by screen readers where there is an icon alone
  disabled?: boolean
  wide?: boolean
  pressed?: boolean
  class?: string
}

/** A button; while a handler's promise runs it takes no second press. */
export function Button({ children, onClick, kind = 'plain', type = 'button', icon, label, disabled, wide, pressed,
  class: more = '' }: ButtonProps) {
  const [busy, setBusy] = useState(false)
  const press = (event: Event) => {
    const going = onClick?.(event)
    if (!(going instanceof Promise)) return
    setBusy(true)
    void going.finally(() => setBusy(false))
  }
  return (
    <button type={type} class={`button ${kind}${wide ? ' wide' : ''} ${more}`} disabled={disabled || busy} onClick={press}
      aria-label={label} aria-pressed={pressed} aria-busy={busy || undefined}>
      {icon && <Icon name={icon} />}{children !== undefined && <span>{children}</span>}
    </button>
  )
}

/** A link that looks like a button: calls, messages, maps. */
export function LinkButton({ href, icon, children, kind = 'plain', blank, wide }: {
  href: string; icon?: string; children: ComponentChildren; kind?: ButtonProps['kind']; blank?: boolean; wide?: boolean
}) {
  return (
    <a class={`button ${kind}${wide ? ' wide' : ''}`} href={href} target={blank ? '_blank' : undefined}
      rel={blank ? 'noopener noreferrer' : undefined}>
      {icon && <Icon name={icon} />}<span>{children}</span>
    </a>
  )
}

export interface FieldProps {
  label: string
  value: string
  onInput: (value: string) => void
  type?: 'text' | 'password' | 'number' | 'date' | 'time' | 'search' | 'tel'
  inputMode?: 'none' | 'text' | 'decimal' | 'numeric' | 'tel' | 'search' | 'email' | 'url'
  autocomplete?: string
  hint?: string
  error?: string | null
  name?: string
  multiline?: boolean
  autofocus?: boolean
  required?: boolean
  disabled?: boolean
  maxLength?: number
}

/** A labelled text field, with a hint and an error in words. */
export function Field({ label, value, onInput, type = 'text', inputMode, autocomplete, hint, error, name, multiline,
  autofocus, required, disabled, maxLength = 500 }: FieldProps) {
  const id = useId()
  const shared = {
    id, name, value, required, disabled, maxLength, autofocus, inputMode, autocomplete,
    'aria-invalid': error ? true as const : undefined,
    'aria-describedby': hint || error ? `${id}-more` : undefined,
    onInput: (event: TargetedEvent<HTMLInputElement | HTMLTextAreaElement>) => onInput(event.currentTarget.value),
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {multiline ? <textarea rows={3} {...shared} /> : <input {...{ type } as { type: 'text' }} {...shared} />}
      {(error || hint) && <p id={`${id}-more`} class={error ? 'error' : 'hint'} role={error ? 'alert' : undefined}>
        {error && <Icon name="warning" size={18} />}{error || hint}</p>}
    </div>
  )
}

/** A labelled choice among a few values. */
export function Select<T extends string>({ label, value, options, onChange }: {
  label: string; value: T; options: readonly { value: T; label: string }[]; onChange: (value: T) => void
}) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value as T)}>
        {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
      </select>
    </div>
  )
}

export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'info'

/** A status: always a sign and a word, never a colour alone. */
export function Badge({ tone = 'neutral', icon, children }: { tone?: Tone; icon?: string; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{icon && <Icon name={icon} size={18} />}<span>{children}</span></span>
}

/** A message that stays in place: what is wrong and what to do. */
export function Notice({ tone = 'info', icon, children, role = 'status' }: {
  tone?: Tone; icon?: string; children: ComponentChildren; role?: 'status' | 'alert' | 'note'
}) {
  return <div class={`notice ${tone}`} role={role}>{icon && <Icon name={icon} />}<div>{children}</div></div>
}

/** A list of rows, or words that say why there is none. */
export function List<T>({ items, keyOf, empty, children, label }: {
  items: readonly T[]; keyOf: (item: T) => string; empty?: ComponentChildren; label?: string
  children: (item: T, index: number) => ComponentChildren
}) {
  if (!items.length) return <p class="empty">{empty}</p>
  return <ul class="list" aria-label={label}>{items.map((item, n) => <li key={keyOf(item)}>{children(item, n)}</li>)}</ul>
}
