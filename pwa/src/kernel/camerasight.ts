// When is a code in front of the camera a scan? Seen clearly, in the middle, and once as long as it stays there.

export const FORMATS = ['ean_13', 'ean_8', 'upc_a', 'upc_e', 'code_128', 'qr_code', 'data_matrix'] as const
export interface Sighted { text: string; format: string; x: number; y: number } // the code's middle, in parts of the frame

const GONE_MS = 1200 // out of sight for so long, it is another one when it comes back
const SURE = new Set(['qr_code', 'data_matrix']) // these correct their errors; bars must be read twice alike

/** The twelve digits of UPC-A that eight of UPC-E stand for: only these carry the check digit. */
export function widened(upcE: string): string {
  const [, system, body, check] = /^([01])(\d{6})(\d)$/.exec(upcE) ?? []
  if (!body) return upcE
  const last = Number(body[5])
  const [maker, product] = last <= 2 ? [`${body.slice(0, 2)}${last}00`, `00${body.slice(2, 5)}`]
    : last === 3 ? [`${body.slice(0, 3)}00`, `000${body.slice(3, 5)}`]
      : last === 4 ? [`${body.slice(0, 4)}0`, `0000${body[4]}`] : [body.slice(0, 5), `0000${last}`]
  return `${system}${maker}${product}${check}`
}

/** Of all codes in a frame the one nearest to its middle, where the hand holds it. */
export function aimed(found: Sighted[]): Sighted | null {
  const off = ({ x, y }: Sighted) => Math.hypot(x - 0.5, y - 0.5)
  return found.reduce<Sighted | null>((best, one) => (best && off(best) <= off(one) ? best : one), null)
}

/** Looks at what each frame showed and says when that is a scan. */
export class Sight {
  private held = { text: '', at: -Infinity } // told, and still in view
  private maybe = { text: '', at: -Infinity } // read once

  /** The code to be told now, or null. */
  see(found: Sighted[], now: number): string | null {
    const one = aimed(found)
    if (!one) return null
    const text = one.format === 'upc_e' ? widened(one.text) : one.text
    if (text === this.held.text && now - this.held.at < GONE_MS) {
      this.held.at = now
      return null
    }
    const again = text === this.maybe.text && now - this.maybe.at < GONE_MS
    this.maybe = { text, at: now }
    if (!again && !SURE.has(one.format)) return null
    this.held = { text, at: now }
    return text
  }
}
