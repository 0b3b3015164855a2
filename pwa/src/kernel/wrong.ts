// What can be wrong with a scan? As warehouse/errors.py says: a stable code, what was expected, what came instead.

/** A scan that changes nothing. `expected` and `got` are codes a person can look up, or empty. */
export class Wrong extends Error {
  constructor(readonly code: string, readonly expected = '', readonly got = '') {
    super(code)
  }
}

/** What `work` found wrong; null when it was right. Other errors go on. */
export function wrongOf(work: () => unknown): Wrong | null {
  try {
    work()
    return null
  } catch (problem) {
    if (problem instanceof Wrong) return problem
    throw problem
  }
}
