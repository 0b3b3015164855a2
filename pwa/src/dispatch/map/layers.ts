// How is what we know drawn over the base map? Sources and layers, from the ground up; all of it by the GPU.
import type { FilterSpecification, GeoJSONSourceSpecification, LayerSpecification, LineLayerSpecification } from 'maplibre-gl'
import { collection } from '../places'
import type { Paper } from './style'

const plain: GeoJSONSourceSpecification = { type: 'geojson', data: collection([]) }

// Where stops are close, low zooms show one circle with their number; from here on each stands for itself.
const CLUSTERS_TO = 15

export const SOURCES = {
  zones: plain,
  routes: plain,
  track: plain,
  stops: {
    ...plain, cluster: true, clusterMaxZoom: CLUSTERS_TO, clusterRadius: 34,
    clusterProperties: { late: ['+', ['get', 'late']] },
  } as GeoJSONSourceSpecification,
  chosen: plain,
  couriers: plain,
  hub: plain,
  moment: plain,
} as const
export type SourceName = keyof typeof SOURCES

/** What a click can meet, the uppermost first. */
export const CLICKABLE = ['couriers', 'stops', 'clusters']

const INK: Record<Paper, { ink: string; halo: string; zone: string }> = {
  light: { ink: '#14201a', halo: '#ffffff', zone: '#1f4f9c' },
  white: { ink: '#000000', halo: '#ffffff', zone: '#00309c' },
  dark: { ink: '#f2f6f3', halo: '#101613', zone: '#a5c8ff' },
}

const HEAVY = ['Noto Sans Bold']
const points: FilterSpecification = ['==', ['geometry-type'], 'Point']
const lines: FilterSpecification = ['==', ['geometry-type'], 'LineString']

/** Our layers in the order of painting. */
export function layersOf(paper: Paper): LayerSpecification[] {
  const { ink, halo, zone } = INK[paper]
  const text = { 'text-color': ink, 'text-halo-color': halo, 'text-halo-width': 1.6 }
  const route: LineLayerSpecification['paint'] = { 'line-color': ['get', 'colour'], 'line-width': 3.5, 'line-opacity': 0.85 }
  return [
    { id: 'zones', type: 'line', source: 'zones', paint: { 'line-color': zone, 'line-width': 2, 'line-dasharray': [4, 3] } },
    { id: 'routes', type: 'line', source: 'routes', filter: ['!', ['get', 'straight']], paint: route, layout: { 'line-join': 'round' } },
    { id: 'routes-straight', type: 'line', source: 'routes', filter: ['get', 'straight'], paint: { ...route, 'line-dasharray': [2, 2] } },
    { id: 'track', type: 'line', source: 'track', filter: lines, layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': '#8a2be2', 'line-width': 5, 'line-opacity': 0.8 } },
    { id: 'track-ends', type: 'circle', source: 'track', filter: points,
      paint: { 'circle-radius': 6, 'circle-color': halo, 'circle-stroke-color': '#8a2be2', 'circle-stroke-width': 3 } },
    { id: 'zone-names', type: 'symbol', source: 'zones', filter: points, paint: { ...text, 'text-color': zone },
      layout: { 'text-field': ['get', 'name'], 'text-font': HEAVY, 'text-size': 15, 'text-anchor': 'bottom-left', 'text-allow-overlap': true } },
    { id: 'clusters', type: 'circle', source: 'stops', filter: ['has', 'point_count'],
      paint: {
        'circle-color': '#0b57c2', 'circle-radius': ['step', ['get', 'point_count'], 14, 10, 18, 50, 23],
        'circle-stroke-color': ['case', ['>', ['get', 'late'], 0], '#ffb000', '#ffffff'],
        'circle-stroke-width': ['case', ['>', ['get', 'late'], 0], 5, 2],
      } },
    { id: 'cluster-numbers', type: 'symbol', source: 'stops', filter: ['has', 'point_count'],
      paint: { 'text-color': '#ffffff' },
      layout: {
        'text-font': HEAVY, 'text-size': 14, 'text-allow-overlap': true,
        'text-field': ['concat', ['to-string', ['get', 'point_count']], ['case', ['>', ['get', 'late'], 0], '!', '']],
      } },
    { id: 'chosen', type: 'circle', source: 'chosen',
      paint: { 'circle-radius': 21, 'circle-color': '#ffd33d', 'circle-opacity': 0.75, 'circle-stroke-color': ink, 'circle-stroke-width': 2.5 } },
    { id: 'stops', type: 'symbol', source: 'stops', filter: ['!', ['has', 'point_count']], paint: text,
      layout: {
        'icon-image': ['get', 'sign'], 'icon-allow-overlap': true, 'text-field': ['to-string', ['get', 'n']], 'text-font': HEAVY,
        'text-size': 13, 'text-anchor': 'left', 'text-offset': [1, 0], 'text-optional': true,
      } },
    { id: 'hub', type: 'symbol', source: 'hub',
      layout: { 'icon-image': 'hub', 'icon-size': 1.3, 'icon-allow-overlap': true } },
    { id: 'couriers', type: 'symbol', source: 'couriers', paint: text,
      layout: {
        'icon-image': ['get', 'sign'], 'icon-allow-overlap': true, 'icon-size': 1.15, 'text-field': ['get', 'words'],
        'text-font': HEAVY, 'text-size': 13, 'text-anchor': 'top', 'text-offset': [0, 1], 'text-optional': true,
        'symbol-sort-key': ['case', ['==', ['get', 'look'], 'fresh'], 0, 1],
      } },
    { id: 'moment', type: 'circle', source: 'moment',
      paint: { 'circle-radius': 10, 'circle-color': '#8a2be2', 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 4 } },
  ]
}
