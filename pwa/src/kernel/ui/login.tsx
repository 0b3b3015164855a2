// Who are you? The first screen, in the language of choice.
import { useState } from 'preact/hooks'
import { ApiProblem } from '../api'
import { t } from '../i18n'
import { outbox } from '../outbox'
import { session } from '../session'
import { sayProblem } from '../words'
import { Button, Field, Notice } from './basics'
import { LanguageSelect, ThemeSelect } from './header'

/** Plain HTTP off localhost: the browser withholds what phones need. In full at the door, folded inside. */
export function InsecureNotice({ folded }: { folded?: boolean }) {
  if (window.isSecureContext) return null
  const more = <><p>{t('common.insecure')}</p><p>{t('common.insecure_do')}</p></>
  return (
    <Notice tone="warn" icon="warning" role="note">
      {folded ? <details><summary>{t('common.insecure_short')}</summary>{more}</details> : more}
    </Notice>
  )
}

/** Name and password; what goes wrong is said in words under them. */
export function LoginForm({ name = '', onDone }: { name?: string; onDone?: () => void }) {
  const [login, setLogin] = useState(name)
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    try {
      await session.login(login, password)
      onDone?.()
    } catch (caught) {
      if (!(caught instanceof ApiProblem)) throw caught
      setProblem(caught)
      setPassword('')
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Field label={t('common.login')} name="username" autocomplete="username" value={login} onInput={setLogin} required />
      <Field label={t('common.password')} name="password" type="password" autocomplete="current-password" required
        value={password} onInput={setPassword} error={problem && sayProblem(problem)} />
      <Button kind="primary" type="submit" wide disabled={busy || !login || !password}>{t('common.sign_in')}</Button>
    </form>
  )
}

export function Login() {
  const waiting = outbox.pending.value.length
  return (
    <div class="screen login">
      <main>
        <h1 class="brand">Waybill</h1>
        <InsecureNotice />
        {waiting > 0 && <Notice tone="warn" icon="clock"><p>{t('common.login_queue', { n: waiting })}</p></Notice>}
        <LoginForm />
        <div class="login-prefs"><LanguageSelect /><ThemeSelect /></div>
      </main>
    </div>
  )
}
