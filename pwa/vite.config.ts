// How is the app built? One chunk per role, then a service worker that knows every file of the build.
import preact from '@preact/preset-vite'
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { build, defineConfig, type Plugin } from 'vite'

const root = import.meta.dirname

interface Chunk { file: string; imports?: string[]; css?: string[]; assets?: string[] }

// What a phone keeps from the first visit on; the rest (desks, maps) is kept once it was used.
const FOR_PHONES = [
  /^index\.html$/, /^src\/(courier|picker)\/app\.tsx$/, /socket\.io-client/,
  /texts\/\w+\/(common|problems|courier|picker)\.json$/,
]

/** The files that a chunk needs, itself first. */
function reach(manifest: Record<string, Chunk>, key: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[key]
  if (!chunk || found.has(chunk.file)) return found
  for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) found.add(file)
  for (const name of chunk.imports ?? []) reach(manifest, name, found)
  return found
}

function listFiles(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
}

/** URL and revision of each file to keep; names in assets/ carry a hash of their own. */
function precacheList(out: string): { url: string; revision: string | null }[] {
  const manifest = JSON.parse(readFileSync(join(out, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>
  const keys = Object.keys(manifest).filter((key) => FOR_PHONES.some((pattern) => pattern.test(key)))
  const hashed = keys.flatMap((key) => [...reach(manifest, key)])
  const plain = listFiles(out).filter((file) => /^(index\.html|manifest\.webmanifest|icons\/)/.test(file))
  return [
    ...[...new Set(hashed)].sort().map((file) => ({ url: `/${file}`, revision: null })),
    ...plain.sort().map((file) => ({
      url: `/${file}`, revision: createHash('sha256').update(readFileSync(join(out, file))).digest('hex').slice(0, 16),
    })),
  ]
}

/** Builds src/sw.ts after the app, with the list of files to keep written into it. */
function serviceWorker(): Plugin {
  let out = ''
  return {
    name: 'waybill-service-worker',
    apply: 'build',
    configResolved: (config) => { out = resolve(config.root, config.build.outDir) },
    async closeBundle() {
      const assets = listFiles(out).filter((file) => file.startsWith('assets/')).map((file) => `/${file}`)
      await build({
        root, configFile: false, publicDir: false, logLevel: 'warn',
        define: {
          __PRECACHE__: JSON.stringify(precacheList(out)),
          __ASSETS__: JSON.stringify(assets.sort()),
          'process.env.NODE_ENV': '"production"',
        },
        build: {
          outDir: out, emptyOutDir: false, target: 'es2022',
          rollupOptions: { input: join(root, 'src/sw.ts'), output: { format: 'iife', entryFileNames: 'sw.js' } },
        },
      })
    },
  }
}

/** Texts and role apps get names by which the precache list and the size report know them. */
function chunkName(chunk: { facadeModuleId?: string | null; name: string }): string {
  const path = chunk.facadeModuleId ?? ''
  const text = /texts\/(\w+)\/(\w+)\.json$/.exec(path)
  if (text) return `assets/text-${text[2]}-${text[1]}-[hash].js`
  const app = /src\/(\w+)\/app\.tsx$/.exec(path)
  if (app) return `assets/app-${app[1]}-[hash].js`
  return 'assets/[name]-[hash].js'
}

export default defineConfig({
  root,
  plugins: [preact(), serviceWorker()],
  build: {
    target: 'es2022',
    manifest: true,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200, // the map, fetched by whoever looks at it
    rollupOptions: { output: { chunkFileNames: chunkName } },
  },
  server: { fs: { allow: [resolve(root, '..')] } },
  test: {
    root: resolve(root, '..'), include: ['tests/pwa/**/*.test.ts'], environment: 'node',
    // The tests lie outside this folder, where Node would look for no packages.
    alias: { 'fake-indexeddb/auto': join(root, 'node_modules/fake-indexeddb/auto/index.mjs') },
  },
} as Parameters<typeof defineConfig>[0])
