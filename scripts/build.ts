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
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')
const source = join(root, 'webgate/client')

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.html': 'text/html; charset=utf-8',
}

/** Bytes of one file, as it is and as it travels. */
export interface BuiltSize {
  file: string
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
}

/** @param dist where to; the directory is replaced. */
export async function buildClient(dist = join(root, 'webgate/dist')): Promise<BuiltSize[]> {
  const [script, style] = await Promise.all([
    bundle('ui/main.tsx', '.js'),
    bundle('style/main.css', '.css'),
  ])
  const icon = hashed('icon.svg', await readFile(join(source, 'icon.svg')))
  const html = (await readFile(join(source, 'index.html'), 'utf8'))
    .replace('%script%', script.path.slice(1))
    .replace('%style%', style.path.slice(1))
    .replace('%icon%', icon.path.slice(1))
  const page: Output = {
    path: '/',
    file: 'index.html',
    content: Buffer.from(html),
    immutable: false,
  }
  return write(dist, [page, script, style, icon])
}

async function bundle(entry: string, extension: '.js' | '.css'): Promise<Output> {
  const result = await build({
    entryPoints: [join(source, entry)],
    absWorkingDir: root,
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: ['es2022', 'chrome123', 'firefox121', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'error',
  })
  return hashed(`client${extension}`, Buffer.from(result.outputFiles[0]!.contents))
}

function hashed(name: string, content: Buffer): Output {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10)
  const extension = extname(name)
  const file = `${basename(name, extension)}-${hash}${extension}`
  return { path: `/${file}`, file, content, immutable: true }
}

async function write(dist: string, outputs: Output[]): Promise<BuiltSize[]> {
  const fresh = `${dist}.${process.pid}`
  await rm(fresh, { recursive: true, force: true })
  await mkdir(fresh, { recursive: true })
  const sizes = await Promise.all(outputs.map((output) => writeOne(fresh, output)))
  const files = outputs.map(({ path, file, immutable }) => {
    return { path, file, type: types[extname(file)], immutable, compressed: true }
  })
  await writeFile(join(fresh, 'files.json'), JSON.stringify(files, null, 2))
  await rm(dist, { recursive: true, force: true })
  await rename(fresh, dist)
  return sizes
}

async function writeOne(directory: string, { file, content }: Output): Promise<BuiltSize> {
  const [gz, br] = await Promise.all([
    promisify(gzip)(content, { level: 9 }),
    promisify(brotliCompress)(content, { params: { [zlib.BROTLI_PARAM_QUALITY]: 11 } }),
  ])
  await writeFile(join(directory, file), content)
  await writeFile(join(directory, `${file}.gz`), gz)
  await writeFile(join(directory, `${file}.br`), br)
  return { file, raw: content.length, gzip: gz.length, brotli: br.length }
}

function table(sizes: BuiltSize[]): string {
  const kb = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`.padStart(9)
  const lines = sizes.map(
    ({ file, raw, gzip, brotli }) =>
      `  ${file.padEnd(24)}${kb(raw)}  gz${kb(gzip)}  br${kb(brotli)}`,
  )
  return ['web client built into webgate/dist', ...lines].join('\n')
}

if (import.meta.main) console.log(table(await buildClient()))
