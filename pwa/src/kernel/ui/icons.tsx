// Which signs stand beside words? Inline SVG, drawn with the text's own colour.
const PATHS: Record<string, string> = {
  menu: 'M4 6h16M4 12h16M4 18h16',
  back: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 13l5 5L20 7',
  cross: 'M6 6l12 12M18 6L6 18',
  clock: 'M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  warning: 'M12 4l9 16H3zM12 10v4M12 17v.5',
  online: 'M5 13a10 10 0 0 1 14 0M8 16a6 6 0 0 1 8 0M12 19.5v.5',
  offline: 'M5 13a10 10 0 0 1 14 0M8 16a6 6 0 0 1 8 0M12 19.5v.5M4 4l16 16',
  send: 'M12 20V5M6 11l6-6 6 6',
  phone: 'M6 3h4l1.5 5L9 9.5a12 12 0 0 0 5.5 5.5L16 12.5l5 1.5v4a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z',
  message: 'M4 5h16v11H10l-5 4v-4H4z',
  pin: 'M12 21c5-6 7-9 7-12a7 7 0 0 0-14 0c0 3 2 6 7 12zM12 11.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  route: 'M6 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM18 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM8 17h6a3.5 3.5 0 0 0 0-7h-4a3.5 3.5 0 0 1 0-7h6',
  box: 'M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8',
  cash: 'M3 7h18v10H3zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM6 10v4M18 10v4',
  card: 'M3 6h18v12H3zM3 10h18M6 15h4',
  note: 'M6 3h9l4 4v14H6zM9 12h6M9 16h6',
  play: 'M8 5l11 7-11 7z',
  stop: 'M6 6h12v12H6z',
  gps: 'M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM12 2v4M12 18v4M2 12h4M18 12h4',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 4-6 8-6s8 2 8 6',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L21 21',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  up: 'M6 15l6-6 6 6',
  down: 'M6 9l6 6 6-6',
  print: 'M7 8V3h10v5M5 8h14v8h-2v5H7v-5H5zM9 14h6',
  flag: 'M6 21V4h12l-3 4 3 4H6',
  scan: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M8 8v8M12 8v8M16 8v8',
  camera: 'M4 8h4l2-3h4l2 3h4v11H4zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z',
  keyboard: 'M3 7h18v10H3zM7 10.5v.01M11 10.5v.01M15 10.5v.01M8 14h8',
  light: 'M8 3h8v4l-2 3v11h-4V10L8 7zM12 13v1',
  lock: 'M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3M12 15v2',
  unlock: 'M6 11h12v9H6zM8 11V8a4 4 0 0 1 7.5-2M12 15v2',
  return: 'M9 6L4 11l5 5M4 11h10a6 6 0 0 1 6 6v2',
}
export type IconName = keyof typeof PATHS

/** A sign of 24 units, hidden from screen readers: the word beside it speaks. */
export function Icon({ name, size = 24 }: { name: string; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor"
      stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
      <path d={PATHS[name] ?? ''} />
    </svg>
  )
}
