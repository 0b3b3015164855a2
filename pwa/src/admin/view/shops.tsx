// Which shops send orders, and how does a new one get its signing secret?
import { useEffect, useState } from 'preact/hooks'
import { ApiProblem } from '../../kernel/api'
import { t } from '../../kernel/i18n'
import { Button, Field, List, Notice, say } from '../../kernel/ui'
import { sayProblem } from '../../kernel/words'
import { addShop, readShops, setWebhook, shops, shopsProblem, type Shop } from '../ctrl'
import { shopFaults, webhookFaults } from '../rules'

/** The secret stands in this card alone, and no slip of the finger closes it: once gone it cannot be shown again. */
function Secret({ name, secret, onKept }: { name: string; secret: string; onKept: () => void }) {
  const copy = async () => {
    await navigator.clipboard.writeText(secret)
    say(t('admin.copied'), 'good')
  }
  return (
    <section class="card" role="alert">
      <h2>{t('admin.secret', { name })}</h2>
      <p class="secret">{secret}</p>
      <p><strong>{t('admin.secret_once')}</strong></p>
      <p class="soft">{t('admin.shop_sends_to', { path: `${location.origin}/api/shops/${name}/orders` })}</p>
      <div class="buttons">
        {navigator.clipboard && <Button onClick={copy}>{t('admin.copy')}</Button>}
        <Button kind="primary" icon="check" onClick={onKept}>{t('admin.secret_kept')}</Button>
      </div>
    </section>
  )
}

function Webhook({ shop }: { shop: Shop }) {
  const [url, setUrl] = useState(shop.webhook_url ?? '')
  const fault = webhookFaults(url)[0]
  const save = async () => {
    await setWebhook(shop.id, url)
    say(t('admin.webhook_saved'), 'good')
  }
  return (
    <article class="card">
      <h3>{shop.name}</h3>
      <Field label={t('admin.webhook', { name: shop.name })} hint={t('admin.webhook_hint')} value={url} onInput={setUrl}
        error={fault && t(fault)} inputMode="url" autocomplete="off" maxLength={500} />
      <Button icon="check" disabled={fault !== undefined || url === (shop.webhook_url ?? '')} onClick={save}>
        {t('admin.webhook_save')}</Button>
    </article>
  )
}

export function Shops() {
  const [name, setName] = useState('')
  const [told, setTold] = useState<{ name: string; secret: string } | null>(null)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  useEffect(() => { void readShops() }, [])
  const fault = name ? shopFaults(name)[0] : undefined
  const add = async () => {
    try {
      const { secret } = await addShop(name)
      setTold({ name, secret })
      setProblem(null)
      setName('')
      await readShops()
    } catch (caught) {
      if (!(caught instanceof ApiProblem)) throw caught
      setProblem(caught)
    }
  }
  const wrong = fault ? t(fault) : problem && sayProblem(problem)
  return (
    <>
      {told && <Secret {...told} onKept={() => setTold(null)} />}
      <section class="card">
        <h2>{t('admin.add_shop')}</h2>
        <Field label={t('admin.shop_name')} value={name} onInput={setName} error={wrong} autocomplete="off" maxLength={60} />
        <Button kind="primary" icon="plus" disabled={!name || fault !== undefined} onClick={add}>{t('admin.add_shop')}</Button>
      </section>
      <h2>{t('admin.shops')}</h2>
      {shopsProblem.value && <Notice tone="bad" icon="warning" role="alert"><p>{sayProblem(shopsProblem.value)}</p>
        <Button onClick={readShops}>{t('admin.try_again')}</Button></Notice>}
      {shops.value && <List items={shops.value} keyOf={(shop) => shop.id} empty={t('admin.no_shops')}>
        {(shop) => <Webhook shop={shop} />}</List>}
    </>
  )
}
