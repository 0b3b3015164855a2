// What does a cashier see? A place to scan a sheet, then that sheet: counted, compared, closed.
import { useEffect } from 'preact/hooks'
import { t } from '../kernel/i18n'
import { onScan } from '../kernel/scan'
import { Screen } from '../kernel/ui'
import './cashier.css'
import { code, leaveSheet, openSheet, readSheet } from './ctrl'
import { Desk } from './view/desk'
import { SheetView } from './view/sheet'

export function App() {
  const open = code.value
  useEffect(() => { if (open) void readSheet(open) }, [open])
  // The first screen's code entry listens by itself.
  useEffect(() => (open ? onScan(openSheet) : undefined), [open])
  return open
    ? <Screen title={t('cashier.sheet', { code: open })} onBack={leaveSheet}><SheetView /></Screen>
    : <Screen title={t('cashier.title')}><Desk /></Screen>
}
