// Which pieces do several of the picker's screens share? Tabs, a huge code, an item's face, a barcode, what is gone.
import type { ComponentChildren } from 'preact'
import type { BinRow, RouteRow } from '../../contract'
import { formatTime } from '../../kernel/clock'
import { parse } from '../../kernel/codes'
import { code128 } from '../../kernel/code128'
import { t } from '../../kernel/i18n'
import { go } from '../../kernel/route'
import { Button, Icon, Notice, Screen } from '../../kernel/ui'
import { awaitedBack } from '../backctrl'
import { openTab, tab, TABS, type Tab } from '../ctrl'
import { gathered } from '../packctrl'
import { lost, seenLost } from '../pickctrl'

const ICONS: Record<Tab, string> = { pick: 'scan', pack: 'box', load: 'route', returns: 'return', find: 'search' }

/** The five parts of his work; a count says what waits there. */
export function Nav() {
  const waiting: Partial<Record<Tab, number>> = { pack: gathered.value.length, returns: awaitedBack.value.length }
  return (
    <nav class="tabs parts" aria-label={t('picker.tabs')}>
      {TABS.map((name) => (
        <button key={name} type="button" aria-current={name === tab.value ? 'page' : undefined} onClick={() => openTab(name)}>
          <Icon name={ICONS[name]} size={22} /><span>{t(`picker.tab.${name}`)}</span>
          {waiting[name] ? <span class="tab-count">{waiting[name]}</span> : null}
        </button>))}
    </nav>
  )
}

/** A code to be read from two steps away; the longer it is, the smaller. */
export function Huge({ code }: { code: string }) {
  return <p class="huge" style={`--n: ${Math.max(4, code.length)}`}>{code}</p>
}

/** Totes and parcels in fours, as their labels say them. */
export const grouped = (code: string): string =>
  (['tote', 'parcel'].includes(parse(code).kind) ? code.replace(/(.{4})(?=.)/g, '$1 ') : code)

export const whereIs = (bin: BinRow | undefined): string => (bin
  ? (['zone', 'aisle', 'rack', 'level'] as const).filter((name) => bin[name])
    .map((name) => t(`picker.bin_${name}`, { at: bin[name] })).join(' · ')
  : '')

export function Picture({ src }: { src: string | null | undefined }) {
  return src ? <img class="picture" src={src} alt="" /> : <span class="picture none"><Icon name="box" size={56} /></span>
}

const tall = 24

/** A label's barcode, drawn here: it needs no network. */
export function Barcode({ code }: { code: string }) {
  const { modules, bars } = code128(code)
  return (
    <svg class="barcode" viewBox={`0 0 ${modules} ${tall}`} preserveAspectRatio="none" role="img" aria-label={code}>
      <rect width={modules} height={tall} fill="#fff" />
      {bars.map(([x, width]) => <rect key={x} x={x} width={width} height={tall} fill="#000" />)}
    </svg>
  )
}

export const leaves = (route: RouteRow | null): string => (route
  ? t(route.depart_at ? 'picker.leaves' : 'picker.leaves_some_time', { courier: route.courier, time: formatTime(route.depart_at) })
  : t('picker.no_route'))

/** Tasks that somebody else has taken from him, on every screen, until he has read it. */
export function LostNotices() {
  return (
    <>{lost.value.map(({ id, number, picker, taken }) => (
      <Notice key={id} tone="bad" icon="warning" role="alert">
        <p><strong>{t('picker.lost', { number, picker })}</strong></p>
        <p>{taken ? t('picker.lost_pieces', { ...taken, picker }) : t('picker.lost_do', { picker })}</p>
        <Button wide icon="check" onClick={() => seenLost(id)}>{t('common.understood')}</Button>
      </Notice>))}</>
  )
}

/** What the screen was about is not there any more. */
export function Gone({ title, why, to, children }: { title: string; why: string; to: string; children?: ComponentChildren }) {
  return (
    <Screen title={title} onBack={() => go(to, true)}
      actions={<Button kind="primary" wide onClick={() => go(to, true)}>{t('picker.go_on')}</Button>}>
      <LostNotices />
      <Notice tone="warn" icon="warning" role="alert"><p><strong>{why}</strong></p>{children}</Notice>
    </Screen>
  )
}
