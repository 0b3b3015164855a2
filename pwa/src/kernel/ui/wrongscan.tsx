// What was expected and what came instead? All of the screen, loud and red, until somebody has seen it.
import { useEffect, useRef, useState } from 'preact/hooks'
import { sameCode } from '../codes'
import { feedback } from '../feedback'
import { t } from '../i18n'
import type { How } from '../scan'
import { Button } from './basics'
import { Icon } from './icons'
import { useScans } from './scanfield'

/** A thing of the building: its name, what its label says, how it looks. */
export interface Thing { title: string; code: string; picture?: string | null }

export interface WrongScanProps {
  expected: Thing
  got: Omit<Thing, 'title'> & { title?: string } // no title: nobody here knows it
  matches?: (code: string) => boolean
  nameOf?: (code: string) => { title: string; picture?: string | null } | null // of a further wrong one
  /** Seen: by scanning the right one, which then counts as that scan, or by the button (null). */
  onAcknowledge: (rightCode: string | null, how: How) => unknown
}

function Side({ name, thing: { title, code, picture } }: { name: string; thing: WrongScanProps['got'] }) {
  return (
    <div class="wrong-side">
      <p class="wrong-name">{name}</p>
      {picture && <img src={picture} alt="" />}
      <p class="wrong-title">{title ?? t('common.scan_unknown')}</p>
      <p class="wrong-code">{code}</p>
    </div>
  )
}

export function WrongScan({ expected, got, matches, nameOf, onAcknowledge }: WrongScanProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [further, setFurther] = useState<WrongScanProps['got'] | null>(null)
  useEffect(() => {
    dialog.current!.showModal()
    return () => dialog.current?.close()
  }, [])
  useScans((code, how) => {
    if (matches ? matches(code) : sameCode(code, expected.code)) return onAcknowledge(code, how)
    feedback('wrong')
    setFurther({ code, ...nameOf?.(code) })
  }, { repeat: 'once' })
  return (
    <dialog ref={dialog} class="wrong-scan" onCancel={(event) => event.preventDefault()}>
      <div role="alert" class="wrong-body">
        <h2><Icon name="cross" size={40} /><span>{t('common.scan_wrong')}</span></h2>
        <Side name={t('common.scan_expected')} thing={expected} />
        <Side name={t('common.scan_got')} thing={further ?? got} />
        <p>{t('common.scan_wrong_hint')}</p>
      </div>
      <Button kind="primary" wide icon="check" onClick={() => onAcknowledge(null, 'typed')}>{t('common.scan_understood')}</Button>
    </dialog>
  )
}
