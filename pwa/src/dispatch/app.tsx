// What does a dispatcher see? Four parts of one desk: orders, the plan, couriers, problems.
import { useEffect } from 'preact/hooks'
import { t } from '../kernel/i18n'
import { Screen } from '../kernel/ui'
import { Tabs } from '../kernel/ui/desk'
import { openProblems, openTab, queued, tab, TABS, type Tab } from './ctrl'
import './dispatch.css'
import { goLive } from './live'
import { Couriers } from './view/couriers'
import { Orders } from './view/orders'
import { PlanDesk } from './view/plan'
import { Problems } from './view/problems'

const VIEWS = { orders: Orders, plan: PlanDesk, couriers: Couriers, problems: Problems }

export function App() {
  useEffect(goLive, [])
  const waiting: Partial<Record<Tab, number>> = { orders: queued.value.length, problems: openProblems.value.length }
  const View = VIEWS[tab.value]
  return (
    <Screen title={t('dispatch.title')} wide>
      <Tabs label={t('dispatch.tabs')} open={tab.value} onOpen={openTab}
        tabs={TABS.map((name) => ({ name, title: t(`dispatch.tab.${name}`), waiting: waiting[name] }))} />
      <View />
    </Screen>
  )
}
