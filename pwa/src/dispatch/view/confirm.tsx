// Is that meant? What cannot be taken back is asked once, with what it means.
import type { ComponentChildren } from 'preact'
import { t } from '../../kernel/i18n'
import { Button, Sheet } from '../../kernel/ui'

export function Confirm({ title, action, danger, onConfirm, onClose, children }: {
  title: string; action: string; danger?: boolean; onConfirm: () => Promise<unknown>; onClose: () => void
  children?: ComponentChildren
}) {
  const sure = async () => {
    await onConfirm()
    onClose()
  }
  return (
    <Sheet title={title} onClose={onClose} actions={<>
      <Button wide onClick={onClose}>{t('dispatch.not_now')}</Button>
      <Button wide kind={danger ? 'danger' : 'primary'} onClick={sure}>{action}</Button></>}>
      {children}
    </Sheet>
  )
}
