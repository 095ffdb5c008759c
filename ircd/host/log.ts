/**
 * The log: JSON lines to stderr or to a file, and for people where stderr is a terminal. Secrets
 * never reach it: whoever traces IRC lines sends them through `redactLine`, and fields that are
 * named like a secret are blanked.
 */
import { type DestinationStream, destination, type Logger, type LoggerOptions, pino } from 'pino'
import pretty from 'pino-pretty'
import { redactLine } from '#host/redact.ts'

export type Log = Logger

export interface LogOptions {
  level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'
  /** Appended to, and made where it is missing. Without it, stderr. */
  file?: string | undefined
}

const secretNames = ['password', 'pass', 'passphrase', 'secret', 'token', 'authorization', 'cookie']

/**
 * Opens the log.
 * @param to where the lines go, instead of what `options` say: for tests
 */
export function createLog(options: LogOptions, to?: DestinationStream | undefined): Log {
  const settings: LoggerOptions = {
    level: options.level,
    base: null,
    formatters: { level: (label) => ({ level: label }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`]), censor: '***' },
    serializers: { line: redactLine },
  }
  return pino(settings, to ?? open(options.file))
}

/** Written at once: the last line before a crash is the one that is needed. */
function open(file: string | undefined): DestinationStream {
  if (file) return destination({ dest: file, append: true, mkdir: true, sync: true })
  if (!process.stderr.isTTY) return destination({ dest: 2, sync: true })
  const form = {
    destination: 2,
    sync: true,
    ignore: 'pid,hostname',
    translateTime: 'SYS:HH:MM:ss',
    singleLine: true,
  }
  return pretty({ ...form, colorize: !process.env.NO_COLOR })
}
