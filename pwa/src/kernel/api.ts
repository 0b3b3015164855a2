// How does the phone talk to the server? JSON over HTTP, one error type, never waiting longer than 10 seconds.
import { signal, type ReadonlySignal } from '@preact/signals'
import type { ProblemValue } from './db'

const TIMEOUT_MS = 9_000 // a server that swallows requests must show as offline within 10 s

/** What the server (or the lack of it) answered. `status` 0 and code `unreachable`: no answer at all. */
export class ApiProblem extends Error implements ProblemValue {
  constructor(readonly status: number, readonly code: string, readonly params: Record<string, unknown> = {},
    readonly body: unknown = null) { // all that was answered: a refused import brings its report
    super(code)
  }
}

const answering = signal(typeof navigator === 'undefined' || navigator.onLine !== false)
/** Whether the last request was answered and the device believes it has a network. */
export const reachable: ReadonlySignal<boolean> = answering
const signedOutHandlers = new Set<() => void>()

export function onSignedOut(handler: () => void): void {
  signedOutHandlers.add(handler)
}

if (typeof window !== 'undefined') window.addEventListener('offline', () => { answering.value = false })

async function problemOf(response: Response): Promise<ApiProblem> {
  const body = await response.json().catch(() => null) as { code?: string; params?: Record<string, unknown> } | null
  return new ApiProblem(response.status, body?.code ?? `http-${response.status}`, body?.params ?? {}, body)
}

export interface RequestOptions { timeout_ms?: number; headers?: Record<string, string> }

async function request(method: string, path: string, body: BodyInit | undefined,
  options: RequestOptions = {}): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, {
      method, body, headers: options.headers, credentials: 'same-origin', cache: 'no-store',
      signal: AbortSignal.timeout(options.timeout_ms ?? TIMEOUT_MS),
    })
  } catch {
    answering.value = false
    throw new ApiProblem(0, 'unreachable')
  }
  answering.value = true
  if (response.ok) return response
  const problem = await problemOf(response)
  if (problem.status === 401 && problem.code === 'signed-out') signedOutHandlers.forEach((handler) => handler())
  throw problem
}

async function bodyOf<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T
  try {
    return await response.json() as T
  } catch {
    throw new ApiProblem(response.status, 'unreadable-answer')
  }
}

export const api = {
  get: async <T>(path: string, options?: RequestOptions): Promise<T> =>
    bodyOf<T>(await request('GET', path, undefined, options)),
  post: async <T>(path: string, body: unknown, options?: RequestOptions): Promise<T> =>
    bodyOf<T>(await request('POST', path, JSON.stringify(body), {
      ...options, headers: { 'Content-Type': 'application/json', ...options?.headers },
    })),
  /** A raw file body (imports); large files may take their time. */
  upload: async <T>(path: string, file: Blob, options?: RequestOptions): Promise<T> =>
    bodyOf<T>(await request('POST', path, file, {
      timeout_ms: 120_000, ...options,
      headers: { 'Content-Type': file.type || 'application/octet-stream', ...options?.headers },
    })),
}
