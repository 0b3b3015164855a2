// What does an administrator see? Files in, people, shops, devices.
import { t } from '../kernel/i18n'
import { Screen } from '../kernel/ui'
import { Tabs } from '../kernel/ui/desk'
import { ImportFile } from '../kernel/ui/import'
import './admin.css'
import { openTab, tab, TABS } from './ctrl'
import { Devices } from './view/devices'
import { People } from './view/people'
import { Shops } from './view/shops'

const Files = () => <ImportFile kinds={['zones', 'items', 'couriers', 'orders']} />
const VIEWS = { files: Files, people: People, shops: Shops, devices: Devices }

export function App() {
  const View = VIEWS[tab.value]
  return (
    <Screen title={t('admin.title')} wide>
      <Tabs label={t('admin.tabs')} open={tab.value} onOpen={openTab}
        tabs={TABS.map((name) => ({ name, title: t(`admin.tab.${name}`) }))} />
      <div class="column"><View /></div>
    </Screen>
  )
}
