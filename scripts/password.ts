/** Where a password comes from: never from an argument, which the whole machine can read. */
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import type { ReadStream, WriteStream } from 'node:tty'

/** Characters of a piped first line above which it is no password. */
const charsMax = 10_000

/**
 * Asks on the terminal without showing what is typed, or reads the first line of a pipe.
 * @param prompts asked one after the other on a terminal; all answers must be equal.
 * @throws Error of one line when there is no password, or the answers differ.
 */
export async function readPassword(prompts: string[]): Promise<string> {
  const { stdin, stderr } = process
  const answers = stdin.isTTY ? await askAll(stdin, stderr, prompts) : [await firstLine(stdin)]
  const [password = ''] = answers
  if (password === '') throw new Error('no password was given')
  if (answers.some((answer) => answer !== password)) throw new Error('the passwords differ')
  return password
}

async function firstLine(input: NodeJS.ReadableStream): Promise<string> {
  input.setEncoding('utf8')
  let text = ''
  for await (const chunk of input) {
    text += chunk
    if (text.includes('\n')) break
    if (text.length > charsMax) throw new Error('the password is too long')
  }
  return text.split(/\r?\n/, 1)[0]!
}

/** Readline edits the line as ever, but draws it where nobody looks. */
async function askAll(input: ReadStream, output: WriteStream, prompts: string[]) {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  // From here on the terminal echoes nothing: only now may it be asked.
  const reader = createInterface({ input, output: nowhere, terminal: true, historySize: 0 })
  reader.on('SIGINT', () => reader.close())
  const typed = reader[Symbol.asyncIterator]()
  const answers: string[] = []
  try {
    for (const prompt of prompts) {
      output.write(prompt)
      const { value, done } = await typed.next()
      output.write('\n')
      if (done) throw new Error('cancelled')
      answers.push(value)
    }
    return answers
  } finally {
    reader.close()
  }
}
