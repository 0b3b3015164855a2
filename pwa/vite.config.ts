// How is the app built? One chunk per role, then a service worker that knows every file of the build.
import preact from '@preact/preset-vite'
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { build, defineConfig, type Plugin } from 'vite'

const root = import.meta.dirname

/** Files a phone keeps from the first visit on; the rest (desks, maps) is kept once it was used. */
function forPhones(file: string): boolean {
  return /^(index\.html|manifest\.webmanifest|icons\/)/.test(file)
    || /^assets\/(index|app-courier|app-picker|vendor|text-(common|problems|courier|picker))[-.]/.test(file)
}

function listFiles(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
    .filter((file) => !/^sw\.js|\.map$/.test(file))
}

/** Builds src/sw.ts after the app, with the list of files to keep written into it. */
function serviceWorker(): Plugin {
  let out = ''
  return {
    name: 'waybill-service-worker',
    apply: 'build',
    configResolved: (config) => { out = resolve(config.root, config.build.outDir) },
    async closeBundle() {
      const files = listFiles(out).sort()
      const precache = files.filter(forPhones).map((file) => ({
        url: '/' + file,
        revision: file.startsWith('assets/')
          ? null : createHash('sha256').update(readFileSync(join(out, file))).digest('hex').slice(0, 16),
      }))
      await build({
        root, configFile: false, publicDir: false, logLevel: 'warn',
        define: {
          __PRECACHE__: JSON.stringify(precache),
          __ASSETS__: JSON.stringify(files.filter((file) => file.startsWith('assets/')).map((file) => '/' + file)),
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
    rollupOptions: { output: { chunkFileNames: chunkName } },
  },
  server: { fs: { allow: [resolve(root, '..')] } },
  test: {
    root: resolve(root, '..'), include: ['tests/pwa/**/*.test.ts'], environment: 'node',
    // The tests lie outside this folder, where Node would look for no packages.
    alias: { 'fake-indexeddb/auto': join(root, 'node_modules/fake-indexeddb/auto/index.mjs') },
  },
} as Parameters<typeof defineConfig>[0])
