/** Debian's Anope as the network's services, linked as ircd-hybrid's are. */
import { missing, type Program, run } from './foreign.ts'

const program = '/usr/sbin/anope'

export const anopeMissing = missing(program, 'anope')

export const anopeName = 'services.test'
export const anopeSid = '00A'

/** It dials the server, every second while it is away. */
export function startAnope(uplink: { port: number; password: string }): Promise<Program> {
  return run(
    program,
    (folder) => ({ 'services.conf': configuration(uplink, folder) }),
    (folder) => [
      '--nofork',
      `--confdir=${folder}`,
      `--dbdir=${folder}`,
      `--logdir=${folder}`,
      '--modulesdir=/usr/lib/anope',
      '--config=services.conf',
    ],
  )
}

/** Its parser wants every setting on a line of its own. */
function block(name: string, settings: Record<string, string | number | boolean>): string {
  const lines = Object.entries(settings).map(([key, value]) => {
    const bare = typeof value === 'boolean' ? (value ? 'yes' : 'no') : JSON.stringify(value)
    return `  ${key} = ${bare}`
  })
  return `${name}\n{\n${lines.join('\n')}\n}`
}

function configuration(
  { port, password }: Parameters<typeof startAnope>[0],
  folder: string,
): string {
  const modules = (prefix: string, ...names: string[]) =>
    names.map((name) => block('module', { name: `${prefix}_${name}`, registration: 'none' }))
  const commands = (service: string, ...names: string[]) =>
    names.map((name) =>
      block('command', {
        service,
        name: name.toUpperCase(),
        command: `${service.toLowerCase()}/${name}`,
      }),
    )
  const bot = (nick: string) =>
    block('service', { nick, user: 'services', host: anopeName, gecos: nick })
  return [
    block('uplink', { host: '127.0.0.1', ipv6: false, ssl: false, port, password }),
    block('serverinfo', {
      name: anopeName,
      description: 'Services',
      id: anopeSid,
      pid: `${folder}/anope.pid`,
      motd: `${folder}/services.motd`,
    }),
    block('module', { name: 'hybrid', use_server_side_mlock: true }),
    block('networkinfo', {
      networkname: 'TestNet',
      nicklen: 30,
      userlen: 10,
      hostlen: 63,
      chanlen: 50,
      modelistsize: 100,
      vhost_chars: 'abcdefghijklmnopqrstuvwxyz0123456789.-',
      allow_undotted_vhosts: false,
      disallow_start_or_end: '.-',
    }),
    block('options', {
      casemap: 'ascii',
      strictpasswords: false,
      badpasslimit: 0,
      updatetimeout: '1m',
      expiretimeout: '30m',
      readtimeout: '1s',
      warningtimeout: '4h',
      timeoutcheck: '1s',
      retrywait: '1s',
    }),
    block('mail', { usemail: false }),
    ...['NickServ', 'ChanServ', 'OperServ'].map(bot),
    block('module', { name: 'nickserv', client: 'NickServ', guestnickprefix: 'Guest' }),
    ...modules('ns', 'register', 'identify', 'logout', 'info'),
    ...commands('NickServ', 'register', 'identify', 'logout', 'info'),
    block('module', { name: 'chanserv', client: 'ChanServ', defaults: 'keeptopic' }),
    ...modules('cs', 'register', 'topic', 'mode', 'xop'),
    ...commands('ChanServ', 'register', 'topic', 'mode'),
    block('privilege', { name: 'TOPIC', rank: 1, level: 5, flag: 't', xop: 'SOP' }),
    block('module', { name: 'operserv', client: 'OperServ' }),
    block('module', { name: 'enc_sha256' }),
    block('module', { name: 'db_flatfile', database: 'anope.db', fork: false }),
  ].join('\n')
}
