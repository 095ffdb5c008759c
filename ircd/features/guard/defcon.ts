import { RPL_BOUNCE } from '#wire/numerics/network.ts'
import { ERR_YOUREBANNEDCREEP, fail } from '#wire/numerics.ts'
import { feature } from '../../core/feature.ts'
import { perServer } from '../../core/per-server.ts'
import { isHouses } from '../connect/houses.ts'
import { isUserExempt } from './ban.ts'
import { isKnown } from './reputation.ts'

const levels: Record<number, string> = {
  5: 'everything is as ever',
  4: 'nobody makes accounts',
  3: 'and strangers, who have no account and come from nowhere known, cannot connect',
  2: 'and nobody connects without an account',
  1: 'and nobody new connects at all',
}

interface Doors {
  level: number
  /** Where those are sent who come: '' while they may come in. */
  elsewhere: string
  port: number
}

const doors = perServer((): Doors => ({ level: 5, elsewhere: '', port: 0 }))

/** Closing the doors step by step. Who is inside stays, and our own houses go in and out. */
export default feature({
  vets({ server, user, session }) {
    const { level, elsewhere, port } = doors(server)
    if (isHouses(session) && level > 1) return undefined
    if (elsewhere) {
      const reason = `This server is being emptied: please use ${elsewhere}`
      return { reply: RPL_BOUNCE(elsewhere, port), reason }
    }
    const barred =
      level === 1 || (level === 2 && !user.account) || (level === 3 && !isKnown(server, user))
    if (!barred || isUserExempt(server, user, 't')) return undefined
    const way = level > 1 ? ': connect with an account (SASL)' : ': try later'
    const reason = `This network is not open to everybody just now${way}`
    return { reply: ERR_YOUREBANNEDCREEP(reason), reason }
  },
  screened: ['REGISTER'],
  screen({ server, user }) {
    if (doors(server).level === 5 || user.oper) return undefined
    return fail('REGISTER', 'TEMPORARILY_UNAVAILABLE', 'No accounts are made just now', '*')
  },
  commands: {
    DEFCON: {
      needs: 'ban',
      help: `[level]\n${Object.entries(levels)
        .reverse()
        .map(([level, text]) => `${level}: ${text}`)
        .join('\n')}`,
      run({ server, session, user }, text = '') {
        const level = Number(text)
        if (text && levels[level]) {
          doors(server).level = level
          server.ports.tell('defcon', { by: user.oper?.name, level })
        }
        session.notice(`The level is ${doors(server).level}: ${levels[doors(server).level]}`)
      },
    },
    DRAIN: {
      needs: 'die',
      help: '<host> [port] | OFF\nSends those who come to another server; who is here stays.',
      run({ server, session, user }, host = '', port = '') {
        const off = !host || host.toUpperCase() === 'OFF'
        Object.assign(doors(server), { elsewhere: off ? '' : host, port: Number(port) || 6697 })
        server.ports.tell('defcon', { by: user.oper?.name, drain: off ? 'off' : host })
        session.notice(off ? 'Everybody may come in' : `Who comes is sent to ${host}`)
      },
    },
  },
})
