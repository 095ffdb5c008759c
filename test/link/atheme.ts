/** Debian's Atheme as the network's services, linked as Solanum's are. */
import { missing, type Program, run } from './foreign.ts'

const program = '/usr/bin/atheme-services'

export const athemeMissing = missing(program, 'atheme-services')

export const athemeName = 'services.test'
export const athemeSid = '0SV'

const modules = `backend/opensex crypto/posix nickserv/main nickserv/identify nickserv/register
  nickserv/logout nickserv/ghost nickserv/vhost nickserv/set_core nickserv/enforce chanserv/main chanserv/register chanserv/op chanserv/topic
  chanserv/set_core chanserv/set_mlock chanserv/flags chanserv/sync operserv/main operserv/akill
  operserv/jupe operserv/mode saslserv/main saslserv/plain hostserv/main`.split(/\s+/)

/** It dials the server, every second while it is away. Its operator is the account `root`. */
export function startAtheme(uplink: {
  name: string
  port: number
  password: string
}): Promise<Program> {
  return run(
    program,
    () => ({ 'atheme.conf': configuration(uplink) }),
    (folder) => [
      '-n',
      ...['-c', `${folder}/atheme.conf`],
      ...['-l', `${folder}/atheme.log`],
      ...['-p', `${folder}/atheme.pid`],
      ...['-D', folder],
    ],
  )
}

function configuration({ name, port, password }: Parameters<typeof startAtheme>[0]): string {
  const agents = ['nickserv', 'chanserv', 'operserv', 'saslserv', 'hostserv']
  return `
loadmodule "modules/protocol/charybdis";
${modules.map((module) => `loadmodule "modules/${module}";`).join('\n')}
serverinfo {
  name = "${athemeName}"; desc = "Services"; numeric = "${athemeSid}"; recontime = 1;
  netname = "TestNet"; adminname = "a"; adminemail = "a@b.test"; registeremail = "a@b.test";
  mta = "/bin/true"; maxlogins = 10; maxusers = 50; casemapping = rfc1459;
  loglevel = { error; info; }; auth = none;
};
uplink "${name}" { host = "127.0.0.1"; port = ${port}; send_password = "${password}";
  receive_password = "${password}"; };
${agents.map((agent) => `${agent} { nick = "${nickOf(agent)}"; user = "${agent}"; host = "${athemeName}"; real = "${agent}"; };`).join('\n')}
general { permissive_mode; flood_msgs = 0; commit_interval = 5; match_masks_through_vhost = yes; };
operclass "sra" { privs = { special:ircop; user:auspex; user:admin; user:vhost; chan:auspex;
  general:auspex; operserv:akill; operserv:jupe; operserv:omode; }; };
operator "root" { operclass = "sra"; };
`
}

function nickOf(agent: string): string {
  return `${agent[0]!.toUpperCase()}${agent.slice(1, -4)}Serv`
}
