// Which screen does the courier see? The one his address names; the next stop when it names none.
import { useEffect } from 'preact/hooks'
import { path } from '../kernel/route'
import { openCourier } from './ctrl'
import { Deliver } from './view/deliver'
import { Done } from './view/done'
import { Fail } from './view/fail'
import { Home } from './view/home'
import { LoadScreen } from './view/load'
import { SheetScreen } from './view/sheet'
import { StopScreen } from './view/stop'
import './courier.css'

export function App() {
  useEffect(openCourier, [])
  const [, name, id = ''] = path.value.split('/')
  if (name === 'route') return <SheetScreen key={id} id={id} />
  if (name === 'load') return <LoadScreen key={id} id={id} />
  if (name === 'stop') return <StopScreen key={id} id={id} />
  if (name === 'deliver') return <Deliver key={id} id={id} />
  if (name === 'fail') return <Fail key={id} id={id} />
  if (name === 'done') return <Done />
  return <Home />
}
