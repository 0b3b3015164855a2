// Which shops could not be told what became of their orders? Each message with a way to send it again.
import { formatMoment } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { outbox } from '../../kernel/outbox'
import { tables } from '../../kernel/store'
import { Badge, Button, List } from '../../kernel/ui'
import { desk } from '../ctrl'

const retry = (hook_id: string) => outbox.add('retry_hook', { hook_id })

export function Hooks() {
  const retried = new Set(outbox.unsettled.value.filter((c) => c.name === 'retry_hook').map((c) => String(c.args.hook_id)))
  const hooks = [...tables.hooks.value.values()].filter((hook) => !retried.has(hook.id))
    .sort((a, b) => a.created_at.localeCompare(b.created_at))
  if (!hooks.length) return null
  return (
    <>
      <h2>{t('dispatch.hooks', { n: hooks.length })}</h2>
      <List items={hooks} keyOf={(hook) => hook.id}>
        {(hook) => (
          <article class="card">
            <p><strong>{t('dispatch.hook', { shop: hook.shop, status: t(`status.${hook.event}`),
              number: desk.value.orders.get(hook.order_id)?.number ?? hook.order_id.slice(0, 8) })}</strong></p>
            <p class="soft">{hook.error}</p>
            <div class="line">
              {hook.status === 'dead'
                ? <Badge tone="bad" icon="warning">{t('dispatch.hook_dead', { n: hook.attempts })}</Badge>
                : <Badge tone="warn" icon="warning">
                  {t('dispatch.hook_waiting', { n: hook.attempts, time: formatMoment(hook.due_at) })}</Badge>}
              <Button icon="send" onClick={() => retry(hook.id)}>{t('dispatch.hook_retry')}</Button>
            </div>
          </article>)}
      </List>
    </>
  )
}
