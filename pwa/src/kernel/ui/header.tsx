// What does each screen say about the phone itself? Its queue and its network; and the menu.
import { signal } from '@preact/signals'
import { formatSpan, now } from '../clock'
import { LANGUAGES, type Lang, lang, setLang, t } from '../i18n'
import { outbox } from '../outbox'
import { setTheme, THEMES, type Theme, theme } from '../prefs'
import { pull } from '../pull'
import { session } from '../session'
import { Badge, Button, Select } from './basics'
import { Icon } from './icons'
import { Sheet } from './layers'

const menuOpen = signal(false)
const queueOpen = signal(false)
const leaving = signal(false)

/** How long the oldest command has waited, in words. */
function oldest(): string {
  const first = outbox.pending.value[0]
  return first ? formatSpan((now.value - Date.parse(first.at)) / 1000) : ''
}

const STATES = {
  idle: { icon: 'online', tone: 'good' }, sending: { icon: 'send', tone: 'info' },
  offline: { icon: 'offline', tone: 'warn' }, error: { icon: 'warning', tone: 'bad' },
} as const

/** The state of the connection and what waits to be sent; always there, opens the queue. */
export function QueueBadge() {
  const waiting = outbox.pending.value.length
  const { icon, tone } = STATES[outbox.state.value]
  return (
    <button type="button" class={`queue ${tone}`} onClick={() => { queueOpen.value = true }}>
      <Icon name={icon} />
      <span role="status">
        <span class="queue-state">{t(`common.net_${outbox.state.value}`)}</span>
        {waiting > 0 && <span class="queue-wait">{t('common.queue_short', { n: waiting, span: oldest() })}</span>}
      </span>
    </button>
  )
}

function QueueSheet() {
  const waiting = outbox.pending.value
  return (
    <Sheet title={t('common.queue_title')} onClose={() => { queueOpen.value = false }}
      actions={<Button kind="primary" wide icon="send" onClick={async () => { await outbox.flush(); await pull.now() }}>
        {t('common.send_now')}</Button>}>
      <p>{waiting.length ? t('common.queue_long', { n: waiting.length, span: oldest() }) : t('common.queue_empty')}</p>
      <p class="hint">{t(`common.net_${outbox.state.value}_more`)}</p>
      <ul class="list">{waiting.slice(0, 50).map((command) => (
        <li key={command.id} class="row"><Badge icon="clock">{t(`command.${command.name}`)}</Badge>
          <span>{formatSpan((now.value - Date.parse(command.at)) / 1000)}</span></li>))}
      </ul>
    </Sheet>
  )
}

async function leave(sure: boolean): Promise<void> {
  if (outbox.pending.value.length && !sure) {
    leaving.value = true
    return
  }
  leaving.value = menuOpen.value = false
  await session.logout()
}

function LeaveSheet() {
  return (
    <Sheet title={t('common.leave_title')} onClose={() => { leaving.value = false }} actions={<>
      <Button kind="primary" wide onClick={() => { leaving.value = false }}>{t('common.stay')}</Button>
      <Button kind="danger" wide onClick={() => leave(true)}>{t('common.leave_anyway')}</Button></>}>
      <p>{t('common.leave_queue', { n: outbox.pending.value.length })}</p>
    </Sheet>
  )
}

export function LanguageSelect() {
  return (
    <Select<Lang> label={t('common.language')} value={lang.value} onChange={(next) => void setLang(next)}
      options={Object.entries(LANGUAGES).map(([value, label]) => ({ value: value as Lang, label }))} />
  )
}

export function ThemeSelect() {
  return (
    <Select<Theme> label={t('common.theme')} value={theme.value} onChange={setTheme}
      options={THEMES.map((value) => ({ value, label: t(`common.theme_${value}`) }))} />
  )
}

function MenuSheet() {
  const { user, roles, role } = session
  return (
    <Sheet title={user.value?.name ?? t('common.menu')} onClose={() => { menuOpen.value = false }}
      actions={<Button wide icon="return" onClick={() => leave(false)}>{t('common.logout')}</Button>}>
      {roles.value.length > 1 && <div class="choices" role="group" aria-label={t('common.role')}>
        {roles.value.map((each) => (
          <Button key={each} wide pressed={each === role.value} icon={each === role.value ? 'check' : undefined}
            onClick={async () => { await session.choose(each); menuOpen.value = false }}>{t(`role.${each}`)}</Button>))}
      </div>}
      <LanguageSelect />
      <ThemeSelect />
    </Sheet>
  )
}

/** The bar at the top: back or menu, title, connection and queue. */
export function Header({ title, onBack }: { title: string; onBack?: () => void }) {
  return (
    <header class="bar">
      {onBack
        ? <Button kind="quiet" icon="back" label={t('common.back')} onClick={onBack} />
        : <Button kind="quiet" icon="menu" label={t('common.menu')} onClick={() => { menuOpen.value = true }} />}
      <h1>{title}</h1>
      <QueueBadge />
      {menuOpen.value && <MenuSheet />}
      {queueOpen.value && <QueueSheet />}
      {leaving.value && <LeaveSheet />}
    </header>
  )
}
