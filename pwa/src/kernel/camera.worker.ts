// What is in this picture? Read beside the page, so that a slow frame holds up no scan and no touch.
/// <reference lib="webworker" />
import { BarcodeDetector, prepareZXingModule } from 'barcode-detector/ponyfill'
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url' // of the very version that barcode-detector asks for
import type { Answer, Picture } from './camerareader'
import { FORMATS } from './camerasight'

declare const self: DedicatedWorkerGlobalScope

// Ours, from where the app comes from: it is kept for offline use, and no other place is asked.
prepareZXingModule({ overrides: { locateFile: () => wasm } })
const detector = new BarcodeDetector({ formats: [...FORMATS] })

self.onmessage = async ({ data: { width, height, data } }: MessageEvent<Picture>) => {
  const picture = new ImageData(new Uint8ClampedArray(data), width, height)
  const answer: Answer = { found: null }
  try {
    answer.found = (await detector.detect(picture)).map(({ rawValue, format, boundingBox }) => ({
      rawValue, format, boundingBox,
    }))
  } catch (why) {
    answer.why = String(why) // mostly: not here, and no network
  }
  self.postMessage(answer)
}
