// Who works here, and which app is his? Session, then role, then that role's app: nothing else.
import { effect, signal } from '@preact/signals'
import { type ComponentType, h, render } from 'preact'
import type { RoleName } from './contract'
import { type Area, loadArea } from './kernel/i18n'
import { session } from './kernel/session'
import { startKernel } from './kernel/start'
import { Login } from './kernel/ui'
import './kernel/ui/style.css'

interface Role { area: Area; load: () => Promise<{ App: ComponentType }> }

const APPS: Record<RoleName, Role> = {
  admin: { area: 'admin', load: () => import('./admin/app') },
  dispatcher: { area: 'dispatch', load: () => import('./dispatch/app') },
  cashier: { area: 'cashier', load: () => import('./cashier/app') },
  courier: { area: 'courier', load: () => import('./courier/app') },
  picker: { area: 'picker', load: () => import('./picker/app') },
}

const opened = signal<{ role: RoleName; App: ComponentType } | null>(null)

async function open(role: RoleName): Promise<void> {
  const { area, load } = APPS[role]
  const [{ App }] = await Promise.all([load(), loadArea(area)])
  if (session.role.peek() === role) opened.value = { role, App }
}

function Root() {
  const role = session.role.value
  if (!role) return h(Login, null)
  return opened.value?.role === role ? h(opened.value.App, null) : null
}

await startKernel()
effect(() => { if (session.role.value) void open(session.role.value) })
render(h(Root, null), document.getElementById('app')!)
