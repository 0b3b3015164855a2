// What does a dispatcher see? Five parts of one desk: orders, the plan, the day on a map, couriers, problems.
import { useEffect } from 'preact/hooks'
import { formatTime } from '../kernel/clock'
import { t } from '../kernel/i18n'
import { pull } from '../kernel/pull'
import { Notice, Screen } from '../kernel/ui'
import { Tabs } from '../kernel/ui/desk'
import { PlayDay } from '../kernel/ui/playday'
import { openProblems, openTab, part, queued, tab, TABS, type Tab } from './ctrl'
import './dispatch.css'
import { goLive, streamCut } from './live'
import { Couriers } from './view/couriers'
import { Districts } from './view/districts'
import { LiveMap } from './view/livemap'
import { Orders } from './view/orders'
import { PlanDesk } from './view/plan'
import { Problems } from './view/problems'
import { Times } from './view/times'

const Plan = () => (part.value === 'times' ? <Times /> : part.value === 'districts' ? <Districts /> : <PlanDesk />)
const VIEWS = { orders: Orders, plan: Plan, map: LiveMap, couriers: Couriers, problems: Problems }

function StreamCut() {
  const at = pull.lastAt.value
  const words = t('dispatch.stream_cut', { time: at ? formatTime(new Date(at).toISOString()) : '–' })
  return <Notice tone="warn" icon="offline" role="status"><p>{words}</p></Notice>
}

export function App() {
  useEffect(goLive, [])
  const waiting: Partial<Record<Tab, number>> = { orders: queued.value.length, problems: openProblems.value.length }
  const View = VIEWS[tab.value]
  return (
    <Screen title={t('dispatch.title')} wide>
      <Tabs label={t('dispatch.tabs')} open={tab.value} onOpen={openTab}
        tabs={TABS.map((name) => ({ name, title: t(`dispatch.tab.${name}`), waiting: waiting[name] }))} />
      {streamCut.value && <StreamCut />}
      <PlayDay />
      <View />
    </Screen>
  )
}
