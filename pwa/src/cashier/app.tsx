// What does a cashier see? A place to scan a sheet, then that sheet: counted, compared, closed.
import { useEffect } from 'preact/hooks'
import { t } from '../kernel/i18n'
import { Screen } from '../kernel/ui'
import './cashier.css'
import { code, leaveSheet, readSheet } from './ctrl'
import { Desk } from './view/desk'
import { SheetView } from './view/sheet'

export function App() {
  const open = code.value
  useEffect(() => { if (open) void readSheet(open) }, [open])
  return open
    ? <Screen title={t('cashier.sheet', { code: open })} onBack={leaveSheet}><SheetView /></Screen>
    : <Screen title={t('cashier.title')}><Desk /></Screen>
}
