// What does the storekeeper see? What to prepare, what comes back, and one order opened by its number.
import { useEffect } from 'preact/hooks'
import { t } from '../kernel/i18n'
import { onScan } from '../kernel/scan'
import { Screen } from '../kernel/ui'
import { Tabs } from '../kernel/ui/desk'
import { awaitedBack, find, opened, openTab, tab, TABS } from './ctrl'
import { OrderView } from './view/order'
import { Prepare, Returns } from './view/lists'

export function App() {
  const id = opened.value
  // The lists' code entry listens by itself.
  useEffect(() => (id ? onScan((code) => void find(code)) : undefined), [id])
  if (id) return <Screen title={t('picker.title')} onBack={() => openTab('prepare')}><OrderView id={id} /></Screen>
  return (
    <Screen title={t('picker.title')}>
      <Tabs label={t('picker.tabs')} open={tab.value} onOpen={openTab} tabs={TABS.map((name) => ({
        name, title: t(`picker.tab.${name}`), waiting: name === 'returns' ? awaitedBack.value.length : 0 }))} />
      {tab.value === 'prepare' ? <Prepare /> : <Returns />}
    </Screen>
  )
}
