// Who works here, in which roles, and who may no longer sign in?
import { useState } from 'preact/hooks'
import { ROLES, type RoleName, type UserRow } from '../../contract'
import { ApiProblem } from '../../kernel/api'
import { t, thousands } from '../../kernel/i18n'
import { session } from '../../kernel/session'
import { Badge, Button, Field, List, say, Sheet } from '../../kernel/ui'
import { sayProblem } from '../../kernel/words'
import { addUser, disableUser, disabling, logins, people, search } from '../ctrl'
import { userFaults } from '../rules'
import { CourierSheet } from './courier'

const EMPTY = { login: '', name: '', password: '', roles: [] as RoleName[] }

function AddUser({ onClose }: { onClose: () => void }) {
  const [user, setUser] = useState(EMPTY)
  const [tried, setTried] = useState(false)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const faults = userFaults(user, logins.value)
  const toggle = (role: RoleName) =>
    setUser({ ...user, roles: user.roles.includes(role) ? user.roles.filter((r) => r !== role) : [...user.roles, role] })
  const save = async () => {
    setTried(true)
    if (faults.length) return
    try {
      await addUser(user)
      say(t('admin.added', { name: user.name || user.login }), 'good')
      onClose()
    } catch (caught) {
      if (!(caught instanceof ApiProblem)) throw caught
      setProblem(caught)
    }
  }
  return (
    <Sheet title={t('admin.add_user')} onClose={onClose} actions={<>
      <Button wide onClick={onClose}>{t('admin.not_now')}</Button>
      <Button wide kind="primary" icon="plus" onClick={save}>{t('admin.add')}</Button></>}>
      <Field label={t('admin.name')} value={user.name} onInput={(name) => setUser({ ...user, name })} autocomplete="off" />
      <Field label={t('admin.login')} value={user.login} autocomplete="off"
        onInput={(login) => setUser({ ...user, login: login.trim() })} />
      <Field label={t('admin.password')} type="password" value={user.password} autocomplete="new-password"
        onInput={(password) => setUser({ ...user, password })} />
      <fieldset class="roles">
        <legend>{t('admin.roles')}</legend>
        <div class="buttons">{ROLES.map((role) => (
          <Button key={role} pressed={user.roles.includes(role)} icon={user.roles.includes(role) ? 'check' : undefined}
            onClick={() => toggle(role)}>{t(`role.${role}`)}</Button>))}</div>
      </fieldset>
      {problem && <p class="error" role="alert">{sayProblem(problem)}</p>}
      {tried && faults.length > 0 && <div class="faults" role="alert">
        {faults.map((fault) => <p key={fault} class="error">{t(fault)}</p>)}</div>}
    </Sheet>
  )
}

function Disable({ user, onClose }: { user: UserRow; onClose: () => void }) {
  const sure = async () => {
    await disableUser(user.id)
    onClose()
  }
  return (
    <Sheet title={t('admin.disable_title', { name: user.name })} onClose={onClose} actions={<>
      <Button wide onClick={onClose}>{t('admin.not_now')}</Button>
      <Button wide kind="danger" onClick={sure}>{t('admin.disable')}</Button></>}>
      <p>{t('admin.disable_meaning')}</p>
    </Sheet>
  )
}

/** When he works and what he carries; who has no vehicle yet is in no plan. */
function Rules({ user, onOpen }: { user: UserRow; onOpen: () => void }) {
  return (
    <p class="line">
      {user.vehicle
        ? <span>{t(`vehicle.${user.vehicle}`)} · {user.shift_from}–{user.shift_to}
          {user.capacity_g !== null && ` · ${t('admin.courier.carries', { n: thousands(user.capacity_g) })}`}
          {user.tags.length > 0 && ` · ${user.tags.join(', ')}`}</span>
        : <span class="amber">{t('admin.courier.none')}</span>}
      <span class="grow" />
      <Button icon="note" label={`${t('admin.courier.open')}: ${user.name}`} onClick={onOpen}>{t('admin.courier.open')}</Button>
    </p>
  )
}

function Person({ user, onDisable, onRules }: { user: UserRow; onDisable: () => void; onRules: () => void }) {
  const me = user.id === session.user.value?.id
  const off = user.disabled || disabling.value.has(user.id)
  return (
    <article class="card">
      <div class="head"><strong class="address">{user.name}</strong><span class="soft">{user.login}</span></div>
      <p class="line">{user.roles.map((role) => <Badge key={role} icon="user">{t(`role.${role}`)}</Badge>)}
        <span class="grow" />
        {me && <strong>{t('admin.you')}</strong>}
        {off && <Badge tone="bad" icon="cross">{t('admin.disabled')}</Badge>}
        {!me && !off && <Button kind="danger" label={`${t('admin.disable')}: ${user.name}`} onClick={onDisable}>
          {t('admin.disable')}</Button>}</p>
      {user.roles.includes('courier') && !off && <Rules user={user} onOpen={onRules} />}
    </article>
  )
}

export function People() {
  const [adding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<UserRow | null>(null)
  const [ruled, setRuled] = useState<UserRow | null>(null)
  return (
    <>
      <Field type="search" label={t('common.search')} hint={t('admin.search')} value={search.value} autocomplete="off"
        onInput={(text) => { search.value = text }} />
      <Button kind="primary" icon="plus" onClick={() => setAdding(true)}>{t('admin.add_user')}</Button>
      <List items={people.value} keyOf={(user) => user.id} empty={t('admin.no_people')}>
        {(user) => <Person user={user} onDisable={() => setLeaving(user)} onRules={() => setRuled(user)} />}</List>
      {adding && <AddUser onClose={() => setAdding(false)} />}
      {ruled && <CourierSheet user={ruled} onClose={() => setRuled(null)} />}
      {leaving && <Disable user={leaving} onClose={() => setLeaving(null)} />}
    </>
  )
}
