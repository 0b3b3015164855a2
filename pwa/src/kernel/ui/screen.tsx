// What does every screen have? Bar, banners that must be seen, content, and actions at the thumb.
import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { t } from '../i18n'
import { outbox } from '../outbox'
import { session } from '../session'
import { update } from '../update'
import { sayProblem } from '../words'
import { Button, Notice } from './basics'
import { Header } from './header'
import { Sheet, Toast } from './layers'
import { InsecureNotice, LoginForm } from './login'

const signingIn = signal(false)

/** What became of commands, told until somebody says he has read it. */
function Outcomes() {
  const [first, ...others] = outbox.notices.value
  if (!first) return null
  const what = t(`command.${first.command.name}`)
  return (
    <Notice tone={first.outcome === 'flagged' ? 'warn' : 'bad'} icon="warning" role="alert">
      <p><strong>{t(`outcome.${first.outcome}`, { what })}</strong></p>
      {first.problem && <p>{sayProblem(first.problem, first.outcome === 'flagged')}</p>}
      <p>{t(`outcome.${first.outcome}_do`)}</p>
      <Button wide icon="check" onClick={() => outbox.acknowledge(first.id)}>
        {others.length ? t('common.understood_more', { n: others.length }) : t('common.understood')}</Button>
    </Notice>
  )
}

function SignInAgain() {
  if (!session.expired.value) return null
  return (
    <>
      <Notice tone="warn" icon="user"><p>{t('common.expired')}</p>
        <Button wide onClick={() => { signingIn.value = true }}>{t('common.sign_in_again')}</Button></Notice>
      {signingIn.value && <Sheet title={t('common.sign_in')} onClose={() => { signingIn.value = false }}>
        <LoginForm name={session.user.value?.login} onDone={() => { signingIn.value = false }} /></Sheet>}
    </>
  )
}

function NewVersion() {
  if (!update.ready.value) return null
  return (
    <Notice icon="flag"><p>{t(update.allowed.value ? 'common.update_ready' : 'common.update_later')}</p>
      {update.allowed.value && <Button wide onClick={update.accept}>{t('common.update_now')}</Button>}</Notice>
  )
}

export interface ScreenProps {
  title: string
  children?: ComponentChildren
  actions?: ComponentChildren // stays at the bottom edge; the primary button comes last
  onBack?: () => void
  wide?: boolean // desks: the whole width
}

export function Screen({ title, children, actions, onBack, wide }: ScreenProps) {
  return (
    <div class={`screen${wide ? ' wide-screen' : ''}`}>
      <Header title={title} onBack={onBack} />
      <main>
        <InsecureNotice folded />
        <SignInAgain />
        <Outcomes />
        <NewVersion />
        {children}
      </main>
      <div class="bottom">
        <Toast />
        {actions && <footer class="actions">{actions}</footer>}
      </div>
    </div>
  )
}
