// What lies under our own layers? The base map that the server names, in the colours of the theme, or plain paper.
import { type Flavor, layers, namedFlavor } from '@protomaps/basemaps'
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import { api } from '../../kernel/api'

export interface Tiles { kind: 'pmtiles' | 'vector' | 'raster' | null; url: string | null }
export type Paper = 'light' | 'dark' | 'white'

export const BASE = 'town'
const MAX_ZOOM = 15 // of the vector tiles; beyond it they are drawn larger
// Our own paper lies below. Signs would come from a sprite: there is none, every picture is drawn here. And what is
// only finery costs a frame as much as what is needed: edges of roads, kerbs of tunnels and bridges.
const LEFT_OUT = /^(background|pois|roads_shields|roads_oneway|address_label)|_casing/

export const askTiles = (): Promise<Tiles> => api.get<Tiles>('/api/map')

function source({ kind, url }: Tiles): SourceSpecification | null {
  if (!kind || !url) return null
  if (kind === 'pmtiles') return { type: 'vector', url: `pmtiles://${new URL(url, location.origin).href}` }
  if (kind === 'vector') return { type: 'vector', tiles: [url], maxzoom: MAX_ZOOM }
  return { type: 'raster', tiles: [url], tileSize: 256, maxzoom: 19 }
}

function withoutPictures(layer: LayerSpecification): LayerSpecification[] {
  if (LEFT_OUT.test(layer.id)) return []
  if (layer.type !== 'symbol' || !layer.layout?.['icon-image']) return [layer]
  const { 'icon-image': _, ...layout } = layer.layout
  return [{ ...layer, layout }]
}

const background = (flavor: Flavor): LayerSpecification =>
  ({ id: 'paper', type: 'background', paint: { 'background-color': flavor.earth } })

/** A whole style. Without `glyphs` and `sprite`: letters are the system's own, and nothing is fetched for them. */
export function styleOf(tiles: Tiles, paper: Paper, lang: string): StyleSpecification {
  const flavor = namedFlavor(paper)
  const base = source(tiles)
  const drawn: LayerSpecification[] = !base ? []
    : base.type === 'raster' ? [{ id: 'pictures', type: 'raster', source: BASE }]
      : layers(BASE, flavor, { lang }).flatMap(withoutPictures)
  return { version: 8, sources: base ? { [BASE]: base } : {}, layers: [background(flavor), ...drawn] }
}
