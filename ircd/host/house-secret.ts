/**
 * By which the houses of one machine know each other: a random text in the data directory, made
 * on the first start and readable by its owner only.
 */
import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Reads the secret, or makes it.
 * @returns 43 characters of base64url, without end of line.
 * @throws Error of one line when the directory cannot be written.
 */
export async function houseSecret(dir: string): Promise<string> {
  const path = join(dir, 'house-secret')
  try {
    return (await read(path)) ?? (await make(dir, path))
  } catch (error) {
    throw new Error(`cannot keep ${path}: ${(error as Error).message}`)
  }
}

async function read(path: string): Promise<string | undefined> {
  try {
    const secret = (await readFile(path, 'utf8')).trim()
    if (secret.length < 32) throw new Error('it has been shortened; remove it to have a new one')
    return secret
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Two houses may start at once: whoever links its file first has made the secret of both. */
async function make(dir: string, path: string): Promise<string> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(`${randomBytes(32).toString('base64url')}\n`)
    await file.sync()
    await link(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await file.close()
    await unlink(draft)
  }
  return (await read(path))!
}
