// How do goods come back in? Parcel or tote scanned, damaged pieces told apart, the bin scanned: one mark.
import { computed } from '@preact/signals'
import { feedback } from '../kernel/feedback'
import { t } from '../kernel/i18n'
import { go } from '../kernel/route'
import { say } from '../kernel/ui'
import { binOf, mark, nameOf, refuse, rows } from './ctrl'
import { awaited, type Back, backOf, refusal, returnArgs } from './returns'
import { byParcel, byTote } from './rules'

export const awaitedBack = computed(() => awaited(rows.value))

const scanned = (code: string): Back | null =>
  backOf(rows.value, 'parcel', byParcel(rows.value.parcels.values(), code)?.id ?? '')
  ?? backOf(rows.value, 'tote', byTote(rows.value.tasks.values(), code)?.id ?? '')

/** Opens what was scanned, if it is to come back; else says in words why not. */
export function openBack(code: string): void {
  const back = scanned(code)
  const why = back && refusal(back)
  if (back && !why) {
    feedback('ok', back.order.number)
    return go(`/back/${back.kind}/${back.id}`)
  }
  refuse({ expected: { title: t('picker.what_came_back'), code: '' }, got: code, retry: openBack,
    title: why ? t(`picker.back_${why}`, { number: back!.order.number }) : nameOf(code)?.title,
    matches: (again) => { const found = scanned(again); return found !== null && !refusal(found) } })
}

/** Into a bin by its label. */
export async function stow(back: Back, damaged: ReadonlyMap<string, number>, code: string): Promise<void> {
  const bin = binOf(code)
  if (bin) return bringBack(back, damaged, bin.id)
  refuse({ expected: { title: t('picker.any_bin'), code: '' }, got: code, title: nameOf(code)?.title,
    matches: (again) => Boolean(binOf(again)), retry: (right) => stow(back, damaged, right) })
}

/** `bin_id` null: onto the shelf for returns. */
export async function bringBack(back: Back, damaged: ReadonlyMap<string, number>, bin_id: string | null): Promise<void> {
  if (!await mark('return_goods', returnArgs(back, damaged, bin_id))) return
  feedback('done', t('picker.said_back', { number: back.order.number }))
  say(t('picker.said_back', { number: back.order.number }), 'good')
  go('/returns', true)
}
