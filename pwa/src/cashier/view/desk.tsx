// What waits at the desk? A code to scan or type, routes not counted yet, what came late.
import type { DiscrepancyRow, RouteRow } from '../../contract'
import { ago, formatDay } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { tables } from '../../kernel/store'
import { Badge, List, Notice } from '../../kernel/ui'
import { ScanField } from '../../kernel/ui/scanfield'
import { sayDiscrepancy } from '../../kernel/words'
import { closedRoutes, lateOnes, openSheet, uncounted } from '../ctrl'

const SHOWN_CLOSED = 50

function Route({ route }: { route: RouteRow }) {
  return (
    <button type="button" class="row-button" onClick={() => openSheet(route.sheet_code)}>
      <span class="main whole">{route.courier}</span>
      <span class="whole soft">{formatDay(route.on)} · {route.sheet_code}</span>
      <Badge icon={route.status === 'closed' ? 'check' : 'route'} tone={route.status === 'finished' ? 'info' : 'neutral'}>
        {t(`status.${route.status}`)}</Badge>
    </button>
  )
}

function Late({ row }: { row: DiscrepancyRow }) {
  const route = row.route_id ? tables.routes.value.get(row.route_id) : undefined
  const words = <span class="amber">{sayDiscrepancy(row.kind, row.detail)}</span>
  const when = <span class="soft whole">{ago(row.opened_at)}</span>
  if (!route) return <p class="line">{words}{when}</p>
  return (
    <button type="button" class="row-button" onClick={() => openSheet(route.sheet_code)}>
      <span class="main whole">{route.courier}</span>{words}{when}
    </button>
  )
}

export function Desk() {
  const late = lateOnes.value
  return (
    <div class="stack">
      <ScanField label={t('cashier.scan')} field={t('cashier.code')} action={t('cashier.open')} onCode={openSheet} typing />
      {late.length > 0 && <section class="stack">
        <Notice tone="warn" icon="warning"><p><strong>{t('cashier.late')}: {late.length}</strong></p>
          <p>{t('cashier.late_hint')}</p></Notice>
        <List items={late} keyOf={(row) => row.id}>{(row) => <Late row={row} />}</List>
      </section>}
      <h2>{t('cashier.waiting_routes')}</h2>
      <List items={uncounted.value} keyOf={(route) => route.id} empty={t('cashier.none_waiting')}>
        {(route) => <Route route={route} />}</List>
      {closedRoutes.value.length > 0 && <details>
        <summary>{t('cashier.closed_routes')}: {closedRoutes.value.length}</summary>
        <List items={closedRoutes.value.slice(0, SHOWN_CLOSED)} keyOf={(route) => route.id}>
          {(route) => <Route route={route} />}</List>
      </details>}
    </div>
  )
}
