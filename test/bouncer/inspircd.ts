/** Debian's InspIRCd: tags, msgids and echoes, but no history that one could ask for. */
import { answering, missing, run } from '../link/foreign.ts'
import { freePort } from '../ngircd.ts'

const program = '/usr/sbin/inspircd'

export const inspircdMissing = missing(program, 'inspircd')

export interface Inspircd extends AsyncDisposable {
  port: number
}

const modules = ['cap', 'ctctags', 'servertime', 'echomessage', 'msgid', 'batch', 'labeledresponse']

export async function startInspircd(): Promise<Inspircd> {
  const port = await freePort()
  const child = await run(
    program,
    (folder) => ({ 'inspircd.conf': configuration(port, folder) }),
    (folder) => ['--config', `${folder}/inspircd.conf`, '--nofork', '--nolog'],
  )
  try {
    await answering(port, 'inspircd')
  } catch (error) {
    await child[Symbol.asyncDispose]()
    throw error
  }
  return { port, [Symbol.asyncDispose]: child[Symbol.asyncDispose] }
}

function configuration(port: number, folder: string): string {
  const names = modules.map((name) => (name === 'cap' ? name : `ircv3_${name}`))
  return `<config format="xml">
<server name="insp.test" description="test" id="97K" network="Insp">
<admin name="a" nick="a" email="a@b.c">
<bind address="127.0.0.1" port="${port}" type="clients">
<connect name="main" allow="*" timeout="60" threshold="0" commandrate="100000" fakelag="no"
  recvq="65536" hardsendq="1048576" softsendq="262144" localmax="100" globalmax="100"
  useident="no" resolvehostnames="no">
${[...names, 'namesx', 'uhnames'].map((name) => `<module name="${name}">`).join('\n')}
<pid file="${folder}/inspircd.pid">
`
}
