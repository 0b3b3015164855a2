// How much JavaScript must a courier's phone fetch before the first screen? Fails above the promise.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const LIMIT = 150_000 // bytes, gzipped
const dist = join(import.meta.dirname, '../dist')
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))

function reach(key, found = new Map()) {
  const chunk = manifest[key]
  if (!chunk) throw new Error(`the build has no ${key}`)
  if (found.has(chunk.file)) return found
  found.set(chunk.file, chunk)
  for (const name of chunk.imports ?? []) reach(name, found)
  return found
}

const size = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length
const largestText = (area) => Object.keys(manifest)
  .filter((key) => key.endsWith(`/${area}.json`))
  .sort((a, b) => size(manifest[b].file) - size(manifest[a].file))[0]

const first = new Map()
reach('index.html', first)
reach('src/courier/app.tsx', first)
for (const area of ['common', 'problems', 'courier']) {
  const key = largestText(area)
  if (key) reach(key, first)
}
let total = 0
for (const file of first.keys()) {
  total += size(file)
  console.log(`${String(size(file)).padStart(8)}  ${file}`)
}
const worker = size('sw.js')
console.log(`${String(total).padStart(8)}  courier's first load (limit ${LIMIT}); service worker besides: ${worker}`)
if (total > LIMIT) {
  console.error(`The courier's first load is ${total - LIMIT} bytes too large.`)
  process.exit(1)
}
