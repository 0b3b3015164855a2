// Why was it not handed over? A reason from the list, and a comment if there is more to say.
import { useState } from 'preact/hooks'
import { FAIL_REASONS, type FailReason } from '../../contract'
import { t } from '../../kernel/i18n'
import { back } from '../../kernel/route'
import { Button, Field, Screen } from '../../kernel/ui'
import { failStop, rows } from '../ctrl'
import { isDone, stopById } from '../rules'
import { addressOf, Gone } from './parts'

export function Fail({ id }: { id: string }) {
  const [reason, setReason] = useState<FailReason | null>(null)
  const [comment, setComment] = useState('')
  const found = stopById(rows.value, id)
  if (!found || isDone(found.stop)) return <Gone title={t('courier.fail')} />
  const { order } = found
  return (
    <Screen title={t('courier.fail')} onBack={() => back()} actions={
      <Button kind="primary" wide icon="cross" disabled={!reason}
        onClick={() => reason && failStop(id, order.id, reason, comment)}>{t('courier.confirm_fail')}</Button>}>
      <p class="where"><strong>{addressOf(order)}</strong><span>{order.number}</span></p>
      <div class="choices" role="group" aria-label={t('courier.why')}>
        {FAIL_REASONS.map((each) => (
          <Button key={each} wide pressed={reason === each} icon={reason === each ? 'check' : undefined}
            onClick={() => setReason(each)}>{t(`fail_reason.${each}`)}</Button>))}
      </div>
      <Field label={t('courier.comment')} multiline value={comment} onInput={setComment} maxLength={500} />
      <p class="hint">{t('courier.fail_hint')}</p>
    </Screen>
  )
}
