/** Debian's ircd-hybrid as a server to link with. */
import { freePort } from '../ngircd.ts'
import { answering, missing, type Program, run } from './foreign.ts'

const program = '/usr/sbin/ircd-hybrid'

export const hybridMissing = missing(program, 'ircd-hybrid')

export interface HybridOptions {
  name?: string
  sid?: string
  /** Servers that it may link with; an operator may have it dial where a port is given. */
  links: { name: string; password: string; port?: number | undefined }[]
  /** Servers that act for accounts and channels. */
  services?: string[]
}

export interface Hybrid extends AsyncDisposable {
  port: number
  name: string
  sid: string
  stop(): Promise<void>
}

/** Its operator is `boss`, with the password `sesame`. */
export async function startHybrid(options: HybridOptions): Promise<Hybrid> {
  const { name = 'hyb.test', sid = '0HY' } = options
  const port = await freePort()
  const files = () => ({ 'ircd.conf': configuration(port, name, sid, options) })
  const child = await run(program, files, (folder) => [
    '-foreground',
    ...['-configfile', `${folder}/ircd.conf`],
    ...['-pidfile', `${folder}/ircd.pid`],
    ...['kline', 'dline', 'xline', 'resv'].flatMap((kind) => [
      `-${kind}file`,
      `${folder}/${kind}.db`,
    ]),
  ])
  return answered(child, port, name, sid)
}

async function answered(child: Program, port: number, name: string, sid: string): Promise<Hybrid> {
  try {
    await answering(port, 'ircd-hybrid')
  } catch (error) {
    // A child that lives would keep the test's process alive for ever.
    await child[Symbol.asyncDispose]()
    throw error
  }
  return { port, name, sid, stop: child.stop, [Symbol.asyncDispose]: child[Symbol.asyncDispose] }
}

function configuration(
  port: number,
  name: string,
  sid: string,
  { links, services = [] }: HybridOptions,
): string {
  return `
serverinfo {
  name = "${name}"; sid = "${sid}"; description = "hybrid"; hub = yes;
  network_name = "TestNet"; network_description = "A network for tests";
  default_max_clients = 500; max_nick_length = 30; max_topic_length = 300;
};
admin { name = "a"; description = "b"; email = "<c@d>"; };
class {
  name = "users"; ping_time = 90 seconds; number_per_ip_local = 500; number_per_ip_global = 500;
  max_number = 500; sendq = 1000 kbytes; recvq = 32000 bytes; max_channels = 60;
};
class { name = "server"; ping_time = 90 seconds; connectfreq = 10 seconds; max_number = 10;
  sendq = 20 megabytes; };
listen { port = ${port}; host = "127.0.0.1"; };
auth { user = "*@*"; class = "users"; flags = exceed_limit, can_flood, kline_exempt; };
operator {
  name = "boss"; user = "*@*"; password = "sesame"; encrypted = no; class = "users";
  flags = admin, connect, connect:remote, die, globops, kill, kill:remote, kline, module, rehash,
    restart, set, squit, squit:remote, unkline, unxline, xline;
};
${links.map(connectBlock).join('\n')}
shared { name = "*"; user = "*@*"; type = kline, unkline, resv, unresv; };
${services.map((service) => `service { name = "${service}"; };`).join('\n')}
channel { disable_fake_channels = no; max_channels = 60; max_bans = 100; invite_client_count = 100;
  invite_client_time = 1 second; default_join_flood_count = 0; };
general {
  disable_auth = yes; anti_nick_flood = no; default_floodcount = 0; invisible_on_connect = no;
  pace_wait = 0; pace_wait_simple = 0; no_oper_flood = yes; max_targets = 10;
  throttle_count = 1000; throttle_time = 1 second; away_count = 100; away_time = 1 second;
  ts_warn_delta = 10 seconds; ts_max_delta = 30 seconds;
};
modules {
  path = "/usr/lib/ircd-hybrid/modules"; path = "/usr/lib/ircd-hybrid/modules/autoload";
};
log { use_logging = no; };
`
}

function connectBlock({ name, password, port }: HybridOptions['links'][number]): string {
  return `connect {
  name = "${name}"; host = "127.0.0.1"; port = ${port ?? 1}; hub_mask = "*"; class = "server";
  send_password = "${password}"; accept_password = "${password}"; encrypted = no;
};`
}
