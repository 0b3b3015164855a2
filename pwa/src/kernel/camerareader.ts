// Who reads a picture? The browser's own detector where it knows every kind of code, else WebAssembly in a worker.
import { FORMATS, type Sighted } from './camerasight'

export interface Reader { read: (picture: HTMLCanvasElement) => Promise<Sighted[]>; close: () => void }

/** One code as every detector tells it. */
export interface Detected { rawValue: string; format: string; boundingBox: DOMRectReadOnly }
interface Native { detect: (picture: CanvasImageSource) => Promise<Detected[]> }
interface NativeClass { new (options: { formats: readonly string[] }): Native; getSupportedFormats: () => Promise<string[]> }

const sighted = ({ width, height }: { width: number; height: number }) => ({ rawValue, format, boundingBox }: Detected) => ({
  text: rawValue, format, x: (boundingBox.x + boundingBox.width / 2) / width, y: (boundingBox.y + boundingBox.height / 2) / height,
})

/** The browser's own, which may name a kind and still fail at the first picture: then null. */
async function native(): Promise<Reader | null> {
  const Detector = (globalThis as { BarcodeDetector?: NativeClass }).BarcodeDetector
  if (!Detector) return null
  try {
    const known = await Detector.getSupportedFormats()
    if (!FORMATS.every((format) => known.includes(format))) return null
    const detector = new Detector({ formats: FORMATS })
    const blank = document.createElement('canvas')
    await detector.detect(blank)
    return { read: async (picture) => (await detector.detect(picture)).map(sighted(picture)), close: () => undefined }
  } catch {
    return null
  }
}

export interface Picture { width: number; height: number; data: ArrayBuffer }
export interface Answer { found: Detected[] | null; why?: string } // null: the reader is not here, and why

function inWorker(): Reader {
  const worker = new Worker(new URL('./camera.worker.ts', import.meta.url), { type: 'module' })
  const broken = new Promise<never>((_, fail) => { worker.onerror = () => fail(new Error('the reader is not here')) })
  broken.catch(() => undefined)
  const answer = () => new Promise<Detected[]>((done, fail) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => (data.found ? done(data.found) : fail(new Error(data.why)))
  })
  const read = async (picture: HTMLCanvasElement) => {
    const { width, height } = picture
    const { data } = picture.getContext('2d', { willReadFrequently: true })!.getImageData(0, 0, width, height)
    const found = answer()
    worker.postMessage({ width, height, data: data.buffer } satisfies Picture, [data.buffer])
    return (await Promise.race([found, broken])).map(sighted(picture))
  }
  return { read, close: () => worker.terminate() }
}

export const openReader = async (): Promise<Reader> => (await native()) ?? inWorker()
