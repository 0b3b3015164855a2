// What does the camera see? One stream while it is wanted, from one field to the next; off when nobody looks.
import { signal, type ReadonlySignal } from '@preact/signals'
import type { Reader } from './camerareader'
import { Sight } from './camerasight'
import { deliver } from './scan'

/** Why there is no picture: refused by the person or the browser, no camera here, used by another app, no HTTPS,
 * or the reader is not on this phone yet and there is no network. Words: `common.scan_camera_<reason>`. */
export type CameraReason = 'denied' | 'missing' | 'busy' | 'insecure' | 'unread'
export type CameraState = 'off' | 'starting' | 'on' | CameraReason

const BETWEEN_MS = 1500 // the next screen may want it too: asking again would ask the person again, on iPhones
const WIDEST_PX = 960
const state = signal<CameraState>('off')
const torch = signal<boolean | null>(null) // null: this camera has none
let stream: MediaStream | null = null
let reader: Promise<Reader> | null = null
let visit = 0
let watchers = 0
let leaving: ReturnType<typeof setTimeout> | undefined
const sight = new Sight()

const REASONS: Record<string, CameraReason> = {
  NotAllowedError: 'denied', SecurityError: 'denied', NotFoundError: 'missing', OverconstrainedError: 'missing',
}

/** Asks for the camera, once; the state says how it went. */
async function open(): Promise<void> {
  if (state.value === 'on' || state.value === 'starting') return
  if (!navigator.mediaDevices) { state.value = isSecureContext ? 'missing' : 'insecure'; return }
  state.value = 'starting'
  const mine = ++visit
  reader ??= import('./camerareader').then(({ openReader }) => openReader())
  reader.catch(() => undefined) // said when a picture is to be read
  try {
    const got = await navigator.mediaDevices.getUserMedia({
      audio: false, video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
    })
    if (mine !== visit || document.hidden) { // closed meanwhile
      stop(got)
      if (mine === visit) close()
      return
    }
    stream = got
    const [track] = got.getVideoTracks()
    track?.addEventListener('ended', () => { if (mine === visit) close() })
    torch.value = track?.getCapabilities && 'torch' in track.getCapabilities() ? false : null
    state.value = 'on'
  } catch (problem) {
    if (mine === visit) close(REASONS[(problem as DOMException).name] ?? 'busy')
  }
}

function stop(one: MediaStream | null): void {
  for (const track of one?.getTracks() ?? []) track.stop()
}

function close(why: CameraState = 'off'): void {
  visit += 1
  clearTimeout(leaving)
  stop(stream)
  stream = null
  void reader?.then((held) => held.close(), () => undefined)
  reader = null
  torch.value = null
  state.value = why
}

async function light(on: boolean): Promise<void> {
  const constraint = { advanced: [{ torch: on }] } as unknown as MediaTrackConstraints
  await stream?.getVideoTracks()[0]?.applyConstraints(constraint).then(() => { torch.value = on }, () => { torch.value = null })
}

/** Shows the picture in `video` and reads it until the returned function is called. */
function watch(video: HTMLVideoElement): () => void {
  clearTimeout(leaving)
  watchers += 1
  let going = true
  video.srcObject = stream
  void video.play().catch(() => undefined) // interrupted by closing
  const canvas = document.createElement('canvas')
  const read = async () => {
    while (going && reader) {
      await nextFrame(video)
      if (!going || !draw(video, canvas)) continue
      const code = sight.see(await (await reader).read(canvas), performance.now())
      if (going && code !== null) deliver(code, 'camera')
    }
  }
  read().catch(() => { if (going) close('unread') })
  return () => {
    going = false
    video.srcObject = null
    watchers -= 1
    clearTimeout(leaving)
    leaving = setTimeout(() => { if (!watchers) close() }, BETWEEN_MS)
  }
}

const nextFrame = (video: HTMLVideoElement): Promise<unknown> => new Promise((done) => {
  if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(done)
  setTimeout(done, 200) // also where frames are not announced, or none comes
})

/** What is seen is what is read: the part of the picture that the box on the screen shows, not larger than needed. */
function draw(video: HTMLVideoElement, canvas: HTMLCanvasElement): boolean {
  const { videoWidth: wide, videoHeight: high, clientWidth, clientHeight } = video
  if (!wide || !high || !clientWidth || !clientHeight) return false
  const scale = Math.max(clientWidth / wide, clientHeight / high)
  const [width, height] = [Math.min(wide, clientWidth / scale), Math.min(high, clientHeight / scale)]
  const shrink = Math.min(1, WIDEST_PX / Math.max(width, height))
  canvas.width = Math.round(width * shrink)
  canvas.height = Math.round(height * shrink)
  const pen = canvas.getContext('2d', { willReadFrequently: true })!
  pen.drawImage(video, (wide - width) / 2, (high - height) / 2, width, height, 0, 0, canvas.width, canvas.height)
  return true
}

if (typeof document !== 'undefined') {
  document.addEventListener('visibilitychange', () => { if (document.hidden && stream) close() })
}

export const camera = {
  open, close: () => close(), light, watch,
  state: state as ReadonlySignal<CameraState>, torch: torch as ReadonlySignal<boolean | null>,
}
