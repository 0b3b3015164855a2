// Who holds the map itself? One object with its sources, drawn at most once a second each, and its camera.
import { addProtocol, type GeoJSONSource, Map as MapLibre, type MapGeoJSONFeature, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import 'maplibre-gl/dist/maplibre-gl.css'
import type { FeatureCollection, Point } from 'geojson'
import { Protocol } from 'pmtiles'
import type { Bounds, Chosen, Features, Place } from '../places'
import { RATIO, signs } from './icons'
import { CLICKABLE, layersOf, type SourceName, SOURCES } from './layers'
import { BASE, type Paper, styleOf, type Tiles } from './style'

setWorkerUrl(workerUrl)
addProtocol('pmtiles', new Protocol().tile)

/** However many positions arrive: no source is drawn anew more often. */
export const EVERY_MS = 1000
const SOON_MS = 40 // the table comes first: who types waits for it, not for the map
const NEAR_PX = 12 // a finger's aim
const CLOSE_UP = 16 // the zoom at which a chosen place stands for itself

interface Camera { center: [number, number]; zoom: number }

let lastCamera: Camera | null = null // so that a map opened again shows what was looked at

interface Drawn { make: () => Features; text: string; at_ms: number; timer: ReturnType<typeof setTimeout> | undefined }

export interface Wishes {
  container: HTMLElement
  tiles: Tiles
  paper: Paper
  lang: string
  title: string
  bounds: Bounds | null
  onPick: (pick: Chosen | null) => void
  onTrouble: () => void
}

export class Drawing {
  private readonly map: MapLibre
  private readonly drawn = new Map<SourceName, Drawn>()
  private ready = false
  private updates = 0

  /** Throws where the browser cannot draw (no WebGL). */
  constructor(private readonly wishes: Wishes) {
    const { container, tiles, paper, lang, title, bounds } = wishes
    this.map = new MapLibre({
      container,
      style: styleOf(tiles, paper, lang),
      ...(lastCamera ?? (bounds ? { bounds, fitBoundsOptions: { padding: 40 } } : {})),
      attributionControl: false, // stands below the map, always in sight
      fadeDuration: 0,
      maxPitch: 0,
      dragRotate: false,
      pitchWithRotate: false,
      locale: { 'Map.Title': title },
    })
    this.map.touchZoomRotate.disableRotation()
    this.map.on('error', (event) => {
      if ('sourceId' in event && event.sourceId === BASE) wishes.onTrouble()
      else console.error(event.error)
    })
    this.map.on('load', () => this.furnish(paper))
    this.map.on('click', ({ point: { x, y } }) => this.met(x, y))
    // So that a console, or a test, can ask what is drawn.
    Object.assign(container, { map: this.map })
  }

  private furnish(paper: Paper): void {
    for (const [name, pixels] of signs()) this.map.addImage(name, pixels, { pixelRatio: RATIO })
    for (const [name, source] of Object.entries(SOURCES)) this.map.addSource(name, source)
    for (const layer of layersOf(paper)) this.map.addLayer(layer)
    this.ready = true
    for (const name of this.drawn.keys()) this.draw(name)
    this.wishes.container.dataset.ready = 'true'
  }

  /** Shows what `make` says, soon, or when a second has passed since the last change. */
  put(name: SourceName, make: () => Features): void {
    const one: Drawn = this.drawn.get(name) ?? { make, text: '', at_ms: 0, timer: undefined }
    one.make = make
    this.drawn.set(name, one)
    if (!this.ready || one.timer !== undefined) return
    one.timer = setTimeout(() => this.draw(name), Math.max(SOON_MS, one.at_ms + EVERY_MS - Date.now()))
  }

  /** Shows one mark at once: what somebody does here is seen while he does it. */
  point(name: SourceName, features: Features): void {
    const make = () => features
    this.drawn.set(name, { text: '', at_ms: 0, timer: undefined, ...this.drawn.get(name), make })
    if (this.ready) this.draw(name)
  }

  private draw(name: SourceName): void {
    const one = this.drawn.get(name)!
    one.timer = undefined
    const features = one.make()
    const text = JSON.stringify(features)
    if (text === one.text) return
    one.text = text
    one.at_ms = Date.now()
    void this.map.getSource<GeoJSONSource>(name)!.setData(features as FeatureCollection)
    this.wishes.container.dataset.updates = String(++this.updates)
  }

  private met(x: number, y: number): void {
    if (!this.ready) return
    const around: [[number, number], [number, number]] = [[x - NEAR_PX, y - NEAR_PX], [x + NEAR_PX, y + NEAR_PX]]
    const found = this.map.queryRenderedFeatures(around, { layers: CLICKABLE })
    const nearest = CLICKABLE.flatMap((layer) => found.filter((feature) => feature.layer.id === layer))[0]
    if (nearest?.layer.id === 'clusters') void this.open(nearest)
    else if (!nearest) this.wishes.onPick(null)
    else this.wishes.onPick({ kind: nearest.layer.id === 'couriers' ? 'courier' : 'stop', id: String(nearest.properties.id) })
  }

  /** Goes near enough for a cluster to fall apart. */
  private async open(cluster: MapGeoJSONFeature): Promise<void> {
    const source = this.map.getSource<GeoJSONSource>('stops')!
    const zoom = await source.getClusterExpansionZoom(Number(cluster.properties.cluster_id))
    const { coordinates } = cluster.geometry as Point
    this.map.easeTo({ center: coordinates as [number, number], zoom: Math.max(zoom, this.map.getZoom() + 1) })
  }

  goTo({ lon, lat }: Place): void {
    this.map.easeTo({ center: [lon, lat], zoom: Math.max(this.map.getZoom(), CLOSE_UP) })
  }

  fit(bounds: Bounds): void { this.map.fitBounds(bounds, { padding: 40, maxZoom: CLOSE_UP }) }
  zoomBy(steps: number): void { this.map.easeTo({ zoom: this.map.getZoom() + steps }) }

  remove(): void {
    const { lng, lat } = this.map.getCenter()
    lastCamera = { center: [lng, lat], zoom: this.map.getZoom() }
    for (const { timer } of this.drawn.values()) clearTimeout(timer)
    this.map.remove()
  }
}
