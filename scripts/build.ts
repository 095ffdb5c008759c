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

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
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
  const [scripts, styles] = await Promise.all([
    bundle('ui/main.tsx', '.js'),
    bundle('style/main.css', '.css'),
  ])
  const [script, ...parts] = scripts as [Output, ...Output[]]
  const preloads = parts
    .filter(({ first }) => first)
    .map(({ file }) => `<link rel="modulepreload" href="${file}">`)
  const icon = hashed('icon.svg', await readFile(join(source, 'icon.svg')))
  const html = (await readFile(join(source, 'index.html'), 'utf8'))
    .replace('%script%', script.file)
    .replace('%style%', styles[0]!.file)
    .replace('<!--preloads-->', preloads.join(''))
    .replace('%icon%', icon.file)
  const page: Output = {
    path: '/',
    file: 'index.html',
    content: Buffer.from(html),
    immutable: false,
    first: true,
  }
  return write(dist, [page, ...scripts, ...styles, icon])
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
    target: ['es2022', 'chrome123', 'firefox121', 'safari17.5'],
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
  const file = `${basename(name, extension)}-${hash}${extension}`
  return { path: `/${file}`, file, content, immutable: true, first: true }
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

async function writeOne(directory: string, { file, content, first }: Output): Promise<BuiltSize> {
  const [gz, br] = await Promise.all([
    promisify(gzip)(content, { level: 9 }),
    promisify(brotliCompress)(content, { params: { [zlib.BROTLI_PARAM_QUALITY]: 11 } }),
  ])
  await writeFile(join(directory, file), content)
  await writeFile(join(directory, `${file}.gz`), gz)
  await writeFile(join(directory, `${file}.br`), br)
  return { file, first, raw: content.length, gzip: gz.length, brotli: br.length }
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
