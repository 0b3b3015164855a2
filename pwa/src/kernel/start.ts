// In which order does the kernel wake up? What is stored first, so that the first screen needs no network.
import { openClock } from './clock'
import { openExpiry } from './expiry'
import { openTexts } from './i18n'
import { outbox } from './outbox'
import { openPrefs } from './prefs'
import { pull } from './pull'
import { session } from './session'
import { connected, openSocket } from './socket'
import { openStore } from './store'
import { update } from './update'

/** Everything stored is readable after this; what needs the network goes on by itself. */
export async function startKernel(): Promise<void> {
  openPrefs()
  await openTexts()
  await session.open()
  await openClock()
  await openStore()
  await outbox.open()
  await openExpiry()
  outbox.onSent(() => void pull.now())
  pull.watch(outbox.awaitRows)
  pull.onNewEpoch(() => void outbox.flush(true))
  pull.open(connected)
  openSocket()
  void session.refresh()
  void update.open()
  void navigator.storage?.persist?.()
}
