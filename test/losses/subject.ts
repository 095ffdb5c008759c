/** A bouncer that is put to the test: one person, one network, one channel, `#tea`. */
import { dial } from '#host/dial.ts'
import { Device } from '../bouncer/device.ts'

/** Where the bouncer is to be connected: a server that lets `alice` in. */
export interface Upstream {
  port: number
  /** The server's password. */
  password?: string | undefined
}

export interface Subject extends AsyncDisposable {
  readonly name: 'causerie' | 'znc'
  /** Where it listens, on 127.0.0.1. */
  readonly port: number
  /** Connects a device and signs in. */
  attach(device: string, how?: Attaching): Promise<Device>
  /** SIGKILL, and another start. */
  crash(): Promise<void>
  /** An orderly end, and another start. */
  restart(): Promise<void>
}

export interface Attaching {
  /** Another way to the bouncer. */
  port?: number | undefined
  /** The connection breaks after so many bytes. */
  cutAfterBytes?: number | undefined
}

export type Open = (upstream: Upstream) => Promise<Subject>

export const channel = '#tea'
export const password = 'milk-and-tea'

/** A slow machine, with everything else running as well. */
export const patienceMs = 30_000

/** Connects to a server or bouncer, and waits for the end of its welcome. */
export async function signIn(
  port: number,
  login: string,
  nick = 'alice',
  cutAfterBytes = Number.POSITIVE_INFINITY,
): Promise<Device> {
  const device = new Device(await dial({ kind: 'tcp', host: '127.0.0.1', port }))
  device.cutAfterBytes = cutAfterBytes
  device.send('CAP REQ server-time', `PASS ${login}`, `NICK ${nick}`, 'USER x 0 * :x', 'CAP END')
  await device.hears(/ (376|422) /, patienceMs)
  return device
}
