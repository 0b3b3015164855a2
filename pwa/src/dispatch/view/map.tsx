// Where is everything? Zones, routes, stops and couriers over the town, drawn by the GPU; its signs explained.
import { effect, signal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import { STOP_STATUSES } from '../../contract'
import { lang, t } from '../../kernel/i18n'
import { theme, type Theme } from '../../kernel/prefs'
import { session } from '../../kernel/session'
import { Button, Notice } from '../../kernel/ui'
import { Drawing } from '../map/drawing'
import { pictureOf } from '../map/icons'
import { askTiles, type Paper, type Tiles } from '../map/style'
import {
  boundsOf, collection, cornersOf, courierFeatures, mark, placeOf, routeFeatures, stopFeatures, stopSign,
  trackFeatures, zoneFeatures, type Bounds, type Chosen,
} from '../places'
import { drawnZones, momentPlace, scene, shownTrack } from '../scene'

const tiles = signal<Tiles | null>(null)
const troubled = signal(false)
const NONE: Tiles = { kind: null, url: null }

function paperOf(wanted: Theme): Paper {
  if (wanted === 'sun') return 'white'
  const dark = wanted === 'dark' || (wanted === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
  return dark ? 'dark' : 'light'
}

/** The hub, the zones and every stop in sight. A courier far away does not shrink the town. */
function everything(): Bounds | null {
  const hub = session.hub.value
  const stops = scene.value.visits.flatMap((visit) => placeOf(visit) ?? [])
  return boundsOf([...(hub ? [hub] : []), ...cornersOf(drawnZones.value), ...stops])
}

/** Keeps the drawing at what the signals say; returns how to stop. */
function follow(drawing: Drawing): () => void {
  const lines = () => routeFeatures(scene.peek().lanes, session.hub.peek(), scene.peek().shown)
  const stops = [
    effect(() => { const rows = drawnZones.value; drawing.put('zones', () => zoneFeatures(rows)) }),
    effect(() => { const of = scene.value; drawing.put('routes', lines); drawing.put('stops', () => stopFeatures(of.visits)) }),
    effect(() => { const { couriers } = scene.value; drawing.put('couriers', () => courierFeatures(couriers)) }),
    effect(() => drawing.point('track', trackFeatures(shownTrack.value ?? { pieces: [] }))),
    effect(() => drawing.point('hub', collection(mark('hub', session.hub.value)))),
    effect(() => drawing.point('moment', collection(mark('moment', momentPlace.value)))),
  ]
  let at: Chosen | null = null // gone to once: a courier who moves on does not take the map along
  stops.push(effect(() => {
    const { chosen, visits } = scene.value
    drawing.point('chosen', collection(mark('chosen', chosen?.at ?? null)))
    if (chosen && chosen.pick !== at) {
      if (chosen.pick.kind === 'stop') drawing.goTo(chosen.at)
      else drawing.fit(boundsOf([chosen.at, ...visits.flatMap((visit) => placeOf(visit) ?? [])])!)
    }
    at = chosen?.pick ?? null
  }))
  stops.push(effect(() => {
    const bounds = shownTrack.value && boundsOf(shownTrack.value.pieces.flat())
    if (bounds) drawing.fit(bounds)
  }))
  return () => stops.forEach((stop) => stop())
}

function Legend() {
  const stops = STOP_STATUSES.map((status) => ({ sign: stopSign(status, false), words: t(`status.${status}`) }))
  const looks = (['fresh', 'ageing', 'stale', 'off'] as const).map((look) =>
    ({ sign: `courier-${look}`, words: t(`dispatch.look.${look}`) }))
  const others = [{ sign: stopSign('planned', true), words: t('dispatch.look.late') }, { sign: 'hub', words: t('dispatch.look.hub') }]
  return (
    <details class="map-legend"><summary>{t('dispatch.legend')}</summary>
      <ul>{[...stops, ...others, ...looks].map(({ sign, words }) =>
        <li key={sign}><img src={pictureOf(sign)} width="26" height="26" alt="" /><span>{words}</span></li>)}</ul>
    </details>
  )
}

function Canvas({ of, paper, onPick }: { of: Tiles; paper: Paper; onPick: (pick: Chosen | null) => void }) {
  const box = useRef<HTMLDivElement>(null)
  const [drawing, setDrawing] = useState<Drawing | null>(null)
  const [blind, setBlind] = useState(false)
  useEffect(() => {
    let made: Drawing
    try {
      made = new Drawing({
        container: box.current!, tiles: of, paper, lang: lang.value, title: t('dispatch.map'), bounds: everything(),
        onPick, onTrouble: () => { troubled.value = true },
      })
    } catch (why) {
      console.info(why) // no WebGL: all that the map says stands in the table, too
      setBlind(true)
      return
    }
    setDrawing(made)
    const stop = follow(made)
    return () => { stop(); made.remove() }
  }, [])
  if (blind) return <Notice tone="warn" icon="warning"><p>{t('dispatch.map_blind')}</p></Notice>
  const fit = () => { const bounds = everything(); if (bounds) drawing?.fit(bounds) }
  return (
    <div class="map-box">
      <div class="map-canvas" ref={box} />
      <div class="map-buttons">
        <Button icon="plus" label={t('dispatch.zoom_in')} onClick={() => drawing?.zoomBy(1)} />
        <Button icon="minus" label={t('dispatch.zoom_out')} onClick={() => drawing?.zoomBy(-1)} />
        <Button icon="pin" label={t('dispatch.show_all')} onClick={fit} />
      </div>
    </div>
  )
}

/** `onPick`: somebody met a stop or a courier on the map, or nothing. */
export default function MapView({ onPick }: { onPick: (pick: Chosen | null) => void }) {
  useEffect(() => {
    if (!tiles.value) void askTiles().then((found) => { tiles.value = found }, () => { tiles.value = NONE })
  }, [])
  const paper = paperOf(theme.value)
  return (
    <figure class="map">
      {tiles.value
        ? <Canvas key={`${paper} ${lang.value}`} of={tiles.value} paper={paper} onPick={onPick} />
        : <p class="empty">{t('dispatch.map_loading')}</p>}
      <figcaption>
        {(troubled.value || (tiles.value && !tiles.value.kind)) && <span class="soft">{t('dispatch.no_base_map')}</span>}
        <a href="https://www.openstreetmap.org/copyright">© OpenStreetMap contributors</a>
        <Legend />
      </figcaption>
    </figure>
  )
}
