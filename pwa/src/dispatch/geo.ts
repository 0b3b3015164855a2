/** Where is it, and how old is what we know? Points, outlines, ages. Pure. */

export interface Point {
  lat: number
  lon: number
}

export type Age = 'fresh' | 'ageing' | 'stale' | 'never'

export const AGEING_S = 120
export const STALE_S = 600

/** Seconds since a position was true. A device's clock that runs ahead cannot make it younger than its arrival. */
export function ageSeconds(at: string, receivedAt: string | undefined, now_ms: number): number {
  const moments = [Date.parse(at), receivedAt ? Date.parse(receivedAt) : Infinity]
  return Math.max(0, Math.round((now_ms - Math.min(...moments)) / 1000))
}

export function ageOf(seconds: number | null): Age {
  if (seconds === null) return 'never'
  if (seconds >= STALE_S) return 'stale'
  return seconds >= AGEING_S ? 'ageing' : 'fresh'
}

/** "60.17, 24.94", "60,17 24,94", "60.17;24.94" as people paste them; null when it is no point on Earth. */
export function parsePoint(text: string): Point | null {
  const clean = text.replace(/[()[\]°]/g, ' ').trim()
  const decimalComma = /^(-?\d+,\d+)\s*[;,\s]\s*(-?\d+,\d+)$/.exec(clean)
  const decimalPoint = /^(-?\d+(?:\.\d+)?)\s*[;,\s]\s*(-?\d+(?:\.\d+)?)$/.exec(clean)
  const pair = decimalPoint ?? decimalComma
  if (!pair) return null
  const [lat, lon] = [pair[1], pair[2]].map((part) => Number(part?.replace(',', '.')))
  return lat !== undefined && lon !== undefined ? pointOf(lat, lon) : null
}

/** A point if both numbers lie on Earth. */
export function pointOf(lat: number, lon: number): Point | null {
  const fits = Number.isFinite(lat) && Number.isFinite(lon) && Math.abs(lat) <= 90 && Math.abs(lon) <= 180
  return fits ? { lat, lon } : null
}

type Ring = readonly (readonly number[])[]

/** The rings of a GeoJSON Polygon or MultiPolygon; nothing for other shapes. */
export function ringsOf(geometry: Record<string, unknown>): Ring[] {
  if (geometry.type === 'Polygon') return geometry.coordinates as Ring[]
  if (geometry.type === 'MultiPolygon') return (geometry.coordinates as Ring[][]).flat()
  return []
}
