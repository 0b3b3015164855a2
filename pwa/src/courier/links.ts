// Where do the buttons of a stop lead? Calls, messages, and the map of the courier's choice. Pure.

const TRAVEL: Record<string, string> = { bicycle: 'bc', foot: 'pd', car: 'auto' }

/** The number as a phone dials it. */
const dialled = (phone: string): string => phone.replace(/[^\d+*#]/g, '')
export const callLink = (phone: string): string => `tel:${dialled(phone)}`
export const messageLink = (phone: string): string => `sms:${dialled(phone)}`

export const googleLink = (lat: number, lon: number): string =>
  `https://www.google.com/maps/dir/?api=1&destination=${lat},${lon}&dir_action=navigate`

/** Yandex Maps: the route from here, by the courier's vehicle. */
export const yandexLink = (lat: number, lon: number, vehicle: string | null): string =>
  `https://yandex.com/maps/?rtext=~${lat},${lon}&rtt=${TRAVEL[vehicle ?? ''] ?? 'auto'}`

/** Any map app of the phone; the label is what it shows at the point. */
export const geoLink = (lat: number, lon: number, label: string): string =>
  `geo:${lat},${lon}?q=${lat},${lon}(${encodeURIComponent(label)})`
