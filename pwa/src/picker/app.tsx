// What does the picker see? The part his address names; over it, any wrong scan that nobody has acknowledged.
import { useEffect, useState } from 'preact/hooks'
import { WrongScan } from '../kernel/ui/wrongscan'
import { hushBetweenScreens, nameOf, place, refused } from './ctrl'
import { openPacking } from './packctrl'
import { openPicking } from './pickctrl'
import { BackScreen, ReturnList } from './view/returns'
import { FindScreen } from './view/find'
import { LoadScreen, RouteList } from './view/load'
import { PackList, PackScreen } from './view/pack'
import { PickList } from './view/picklist'
import { TaskScreen } from './view/task'
import './picker.css'

function Open() {
  const { name, id, more } = place.value
  if (name === 'task') return <TaskScreen key={id} id={id} />
  if (name === 'pack') return id ? <PackScreen key={id} id={id} /> : <PackList />
  if (name === 'load') return id ? <LoadScreen key={id} id={id} /> : <RouteList />
  if (name === 'returns') return <ReturnList />
  if (name === 'back') return <BackScreen key={more} kind={id} id={more} />
  if (name === 'find') return <FindScreen id={id} />
  return <PickList />
}

function Refused() {
  const refusal = refused.value
  if (!refusal) return null
  const { expected, got, title, matches, retry } = refusal
  return (
    <WrongScan expected={expected} got={{ ...nameOf(got), ...(title ? { title } : {}), code: got }} matches={matches}
      nameOf={nameOf} onAcknowledge={(code, how) => {
        refused.value = null
        if (code !== null) void retry(code, how)
      }} />
  )
}

export function App() {
  const [ready, setReady] = useState(false)
  useEffect(hushBetweenScreens, [])
  useEffect(() => {
    let end: (() => void) | undefined
    let gone = false
    void Promise.all([openPicking(), openPacking()]).then(([stop]) => {
      if (gone) return stop()
      end = stop
      setReady(true)
    })
    return () => {
      gone = true
      end?.()
    }
  }, [])
  return ready ? <div class="picker"><Open /><Refused /></div> : null
}
