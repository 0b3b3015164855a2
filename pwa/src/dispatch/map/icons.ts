// Which signs stand on the map? Drawn here, so that no picture is fetched; each differs by shape and by colour.
import { STOP_STATUSES } from '../../contract'
import { stopSign } from '../places'

const SIZE = 26 // units of a sign
export const RATIO = 2 // pixels a unit: sharp on a phone, too

type Pen = CanvasRenderingContext2D
type Draw = (pen: Pen) => void

const GREEN = '#1a7f37'
const BLUE = '#0b57c2'
const RED = '#c41e2a'
const AMBER = '#b35900'
const GREY = '#57606a'
const WHITE = '#ffffff'

function shape(pen: Pen, path: string, fill: string | null, stroke: string | null, width = 2.5): void {
  const drawn = new Path2D(path)
  if (fill) { pen.fillStyle = fill; pen.fill(drawn) }
  if (stroke) { pen.strokeStyle = stroke; pen.lineWidth = width; pen.stroke(drawn) }
}

const CIRCLE = 'M13 4a9 9 0 1 0 .01 0z'
const SQUARE = 'M5 8a3 3 0 0 1 3-3h10a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3H8a3 3 0 0 1-3-3z'
const DIAMOND = 'M13 2.5L23.5 13 13 23.5 2.5 13z'
const OCTAGON = 'M9 3.5h8L22.5 9v8L17 22.5H9L3.5 17V9z'

const STOPS: Record<string, Draw> = {
  planned: (pen) => shape(pen, CIRCLE, WHITE, BLUE, 3),
  en_route: (pen) => { shape(pen, CIRCLE, WHITE, BLUE, 3); shape(pen, 'M10 8l8 5-8 5z', BLUE, null) },
  arrived: (pen) => { shape(pen, DIAMOND, BLUE, WHITE); shape(pen, 'M13 9.5a3.5 3.5 0 1 0 .01 0z', WHITE, null) },
  delivered: (pen) => { shape(pen, CIRCLE, GREEN, WHITE, 2); shape(pen, 'M8.5 13l3.5 3.5 6-7', null, WHITE) },
  failed: (pen) => { shape(pen, OCTAGON, RED, WHITE, 2); shape(pen, 'M9 9l8 8M17 9l-8 8', null, WHITE) },
}

/** A triangle with an exclamation mark over the sign. */
function late(pen: Pen): void {
  shape(pen, 'M18.5 1L26 13.5H11z', AMBER, WHITE, 1.5)
  shape(pen, 'M18.5 5v4.2M18.5 11v1', null, WHITE, 1.8)
}

const dashed = (pen: Pen, draw: Draw): void => {
  pen.setLineDash([4, 3])
  draw(pen)
  pen.setLineDash([])
}

const COURIERS: Record<string, Draw> = {
  fresh: (pen) => { shape(pen, SQUARE, GREEN, WHITE); shape(pen, 'M13 8l5 10-5-2.5L8 18z', WHITE, null) },
  ageing: (pen) => { shape(pen, SQUARE, WHITE, AMBER, 3); shape(pen, 'M13 8.5v5l3.5 2', null, AMBER) },
  stale: (pen) => {
    dashed(pen, () => shape(pen, SQUARE, WHITE, RED, 2.5))
    shape(pen, 'M10.5 10.5a2.5 2.5 0 1 1 3.7 2.2c-.8.5-1.2 1-1.2 2M13 17v1', null, RED, 2.2)
  },
  off: (pen) => { shape(pen, SQUARE, '#e6e8eb', GREY, 2); shape(pen, 'M9 13h8', null, GREY, 3) },
}

const OTHERS: Record<string, Draw> = {
  hub: (pen) => { shape(pen, 'M3.5 23V11L13 3l9.5 8v12z', '#1f2328', WHITE, 2); shape(pen, 'M10 23v-7h6v7z', WHITE, null) },
}

const SIGNS: Record<string, Draw> = {
  ...OTHERS,
  ...Object.fromEntries(Object.entries(COURIERS).map(([look, draw]) => [`courier-${look}`, draw])),
  ...Object.fromEntries(STOP_STATUSES.flatMap((status) => {
    const draw = STOPS[status] ?? STOPS.planned!
    return [[stopSign(status, false), draw], [stopSign(status, true), (pen: Pen) => { draw(pen); late(pen) }]]
  })),
}

function paint(draw: Draw): { canvas: HTMLCanvasElement; pen: Pen } {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = SIZE * RATIO
  const pen = canvas.getContext('2d', { willReadFrequently: true })!
  pen.scale(RATIO, RATIO)
  pen.lineJoin = pen.lineCap = 'round'
  draw(pen)
  return { canvas, pen }
}

/** Every sign by its name, as pixels. */
export function signs(): [string, ImageData][] {
  return Object.entries(SIGNS).map(([name, draw]) =>
    [name, paint(draw).pen.getImageData(0, 0, SIZE * RATIO, SIZE * RATIO)])
}

/** One sign as an address that an image in the page can show. */
export const pictureOf = (name: string): string => paint(SIGNS[name]!).canvas.toDataURL()
