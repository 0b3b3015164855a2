// Which way did a courier take today? His line, the times at which nobody saw him, and a moment to look at.
import { formatSpan, formatTime } from '../../kernel/clock'
import { t } from '../../kernel/i18n'
import { Button, Notice } from '../../kernel/ui'
import { closeTrack, moment, momentPlace, openTrack, track, trackFailed } from '../scene'

const iso = (at_ms: number): string => new Date(at_ms).toISOString()

function Gaps() {
  const { gaps, pieces } = track.value!
  if (!pieces.length) return <p class="soft">{t('dispatch.track_none')}</p>
  if (!gaps.length) return <p class="soft">{t('dispatch.track_whole')}</p>
  return (
    <details class="gaps"><summary>{t('dispatch.gaps', { n: gaps.length })}</summary>
      <ul>{gaps.map(({ from_at, to_at }) => (
        <li key={from_at}>{t('dispatch.gap', {
          from: formatTime(from_at), to: formatTime(to_at),
          span: formatSpan((Date.parse(to_at) - Date.parse(from_at)) / 1000),
        })}</li>))}</ul>
    </details>
  )
}

/** Slides along the day; inside a gap it says so and shows no place. */
function Slider() {
  const fixes = track.value!.pieces.flat()
  const [first, last] = [fixes[0], fixes.at(-1)]
  if (!first || !last || fixes.length < 2) return null
  const at = moment.value ?? Date.parse(last.at)
  const time = formatTime(iso(at))
  const words = moment.value !== null && !momentPlace.value ? t('dispatch.in_gap', { time }) : time
  return (
    <label class="slider"><span>{t('dispatch.where_at')} <strong>{words}</strong></span>
      <input type="range" min={Date.parse(first.at)} max={Date.parse(last.at)} step={1000} value={at} aria-valuetext={words}
        onInput={(event) => { moment.value = Number(event.currentTarget.value) }} /></label>
  )
}

export function TrackOf({ courierId }: { courierId: string }) {
  if (track.value?.courier_id !== courierId) {
    return (
      <>
        {trackFailed.value && <Notice tone="warn" icon="warning"><p>{t('dispatch.track_failed')}</p></Notice>}
        <Button icon="route" onClick={() => openTrack(courierId)}>{t('dispatch.track')}</Button>
      </>
    )
  }
  return (
    <div class="track">
      <Slider />
      <Gaps />
      <Button icon="close" onClick={closeTrack}>{t('dispatch.track_close')}</Button>
    </div>
  )
}
