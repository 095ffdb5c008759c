/**
 * Builds the web client into `webgate/dist`: names that change with the content, everything
 * compressed beforehand, and `files.json` for the gateway. It prints what a browser has to load.
 * The directory is made beside the old one and swapped, so a running gateway never reads half.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip, constants as zlib } from 'node:zlib'
import { build, type Metafile, type Plugin } from 'esbuild'

const root = join(import.meta.dirname, '..')
const source = join(root, 'webgate/client')

const browsers = ['es2022', 'chrome123', 'firefox121', 'safari17.5']

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
  '.html': 'text/html; charset=utf-8',
}

/** Bytes of one file, as it is and as it travels. */
export interface BuiltSize {
  file: string
  /** The page needs it at once; the others are loaded when something is opened. */
  first: boolean
  raw: number
  gzip: number
  brotli: number
}

interface Output {
  /** The URL's path. */
  path: string
  file: string
  content: Buffer
  immutable: boolean
  first: boolean
}

/** @param dist where to; the directory is replaced. */
export async function buildClient(dist = join(root, 'webgate/dist')): Promise<BuiltSize[]> {
  const [scripts, styles, icons] = await Promise.all([
    bundle('ui/main.tsx', '.js'),
    bundle('style/main.css', '.css'),
    readIcons(),
  ])
  const names = new Map(icons.map(({ name, output }) => [`%${name}%`, output.file]))
  names.set('%script%', scripts[0]!.file).set('%style%', styles[0]!.file)
  const preloads = scripts
    .filter(({ first }, at) => first && at > 0)
    .map(({ file }) => `<link rel="modulepreload" href="${file}">`)
  names.set('<!--preloads-->', preloads.join(''))
  const page = { ...(await named('index.html', names)), path: '/', first: true }
  const manifest = await named('manifest.webmanifest', names)
  const kept = [page, ...scripts, ...styles, ...icons.map(({ output }) => output)]
  return write(dist, [...kept, manifest, await workerFor(kept)])
}

/** A file of the source in which `names` stand for those of built files. */
async function named(file: string, names: Map<string, string>): Promise<Output> {
  const text = await readFile(join(source, file), 'utf8')
  const whole = [...names].reduce((so, [name, value]) => so.replaceAll(name, value), text)
  const content = Buffer.from(whole)
  return { path: `/${file}`, file, content, immutable: false, first: false }
}

/** Browsers draw the first; the others are it, drawn for systems that want pixels. */
async function readIcons(): Promise<{ name: string; output: Output }[]> {
  const names = ['icon.svg', 'icon-192.png', 'icon-512.png', 'maskable-512.png', 'touch-180.png']
  const read = async (name: string) => {
    return { name, output: hashed(name, await readFile(join(source, 'icons', name))) }
  }
  return Promise.all(names.map(read))
}

/** The worker knows the files that it keeps, so that a new build is a new worker. */
async function workerFor(kept: Output[]): Promise<Output> {
  const hash = createHash('sha256')
  for (const { path, content } of kept) hash.update(path).update(content)
  const files = kept.map(({ path }) => path)
  const { outputFiles } = await build({
    entryPoints: [join(source, 'worker.ts')],
    absWorkingDir: root,
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: browsers,
    define: { build: JSON.stringify({ version: hash.digest('hex').slice(0, 10), files }) },
    legalComments: 'none',
    logLevel: 'error',
  })
  const content = Buffer.from(outputFiles[0]!.contents)
  return { path: '/worker.js', file: 'worker.js', content, immutable: false, first: false }
}

/** @returns the file that the page names, then those that are loaded with it or later. */
async function bundle(entry: string, extension: '.js' | '.css'): Promise<Output[]> {
  const { outputFiles, metafile } = await build({
    entryPoints: [{ in: join(source, entry), out: 'client' }],
    absWorkingDir: root,
    outdir: root,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    splitting: extension === '.js',
    plugins: extension === '.js' ? [oneMain(join(source, entry))] : [],
    format: 'esm',
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    target: browsers,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'error',
  })
  const first = neededAtOnce(metafile)
  const outputs = outputFiles.map(({ path, contents }) => {
    const file = basename(path)
    const content = Buffer.from(contents)
    return { path: `/${file}`, file, content, immutable: true, first: first.has(file) }
  })
  return outputs.sort((a, b) => Number(isPart(a)) - Number(isPart(b)))
}

/**
 * What is imported with `import()` imports the page itself as well, so that whatever both of them use
 * stays in one file with the rest: cut into pieces by who shares them it compresses a tenth worse.
 */
function oneMain(main: string): Plugin {
  return {
    name: 'one main file',
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /^\./ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (kind !== 'dynamic-import' || pluginData === 'resolved') return undefined
        const options = { importer, resolveDir, kind, pluginData: 'resolved' } as const
        return { ...(await resolve(path, options)), pluginData: 'later' }
      })
      onLoad({ filter: /\.tsx?$/ }, async ({ path, pluginData }) => {
        if (pluginData !== 'later') return undefined
        const text = await readFile(path, 'utf8')
        const loader = extname(path) === '.tsx' ? 'tsx' : 'ts'
        return { contents: `import ${JSON.stringify(main)}\n${text}`, loader }
      })
    },
  }
}

/** The entry and all that it imports without waiting. */
function neededAtOnce({ outputs }: Metafile): Set<string> {
  const found = new Set<string>()
  const take = (file: string) => {
    if (found.has(file)) return
    found.add(file)
    for (const { path, kind } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement') take(path)
    }
  }
  for (const file of Object.keys(outputs)) if (!isPart({ file })) take(file)
  return found
}

function isPart({ file }: { file: string }): boolean {
  return file.startsWith('part-')
}

function hashed(name: string, content: Buffer): Output {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10)
  const extension = extname(name)
  const [stem] = basename(name, extension).split('-')
  const file = `${stem}-${hash}${extension}`
  return { path: `/${file}`, file, content, immutable: true, first: extension === '.svg' }
}

async function write(dist: string, outputs: Output[]): Promise<BuiltSize[]> {
  const fresh = `${dist}.${process.pid}`
  await rm(fresh, { recursive: true, force: true })
  await mkdir(fresh, { recursive: true })
  const sizes = await Promise.all(outputs.map((output) => writeOne(fresh, output)))
  const files = outputs.map(({ path, file, immutable }) => {
    return { path, file, type: types[extname(file)], immutable, compressed: compresses(file) }
  })
  await writeFile(join(fresh, 'files.json'), JSON.stringify(files, null, 2))
  await rm(dist, { recursive: true, force: true })
  await rename(fresh, dist)
  return sizes
}

async function writeOne(directory: string, { file, content, first }: Output): Promise<BuiltSize> {
  const raw = content.length
  await writeFile(join(directory, file), content)
  if (!compresses(file)) return { file, first, raw, gzip: raw, brotli: raw }
  const [gz, br] = await Promise.all([
    promisify(gzip)(content, { level: 9 }),
    promisify(brotliCompress)(content, { params: { [zlib.BROTLI_PARAM_QUALITY]: 11 } }),
  ])
  await writeFile(join(directory, `${file}.gz`), gz)
  await writeFile(join(directory, `${file}.br`), br)
  return { file, first, raw, gzip: gz.length, brotli: br.length }
}

/** A PNG is compressed already. */
function compresses(file: string): boolean {
  return extname(file) !== '.png'
}

function table(sizes: BuiltSize[]): string {
  const kb = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`.padStart(9)
  const lines = sizes.map(
    ({ file, first, raw, gzip, brotli }) =>
      `  ${file.padEnd(24)}${kb(raw)}  gz${kb(gzip)}  br${kb(brotli)}${first ? '' : '  later'}`,
  )
  return ['web client built into webgate/dist', ...lines].join('\n')
}

if (import.meta.main) console.log(table(await buildClient()))
