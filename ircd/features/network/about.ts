import {
  ERR_NOADMININFO,
  ERR_NORULES,
  ERR_SUMMONDISABLED,
  ERR_USERSDISABLED,
  RPL_ADMINEMAIL,
  RPL_ADMINLOC1,
  RPL_ADMINLOC2,
  RPL_ADMINME,
  RPL_ENDOFINFO,
  RPL_ENDOFRULES,
  RPL_INFO,
  RPL_RULES,
  RPL_RULESSTART,
  RPL_TIME,
} from '#wire/numerics/network.ts'
import { feature } from '../../core/feature.ts'

/** What the server and the network say about themselves. https://modern.ircdocs.horse/ */
export default feature({
  commands: {
    ADMIN: {
      hunts: { at: 0 },
      help: '[server or nick]\nSays who runs a server: this one, or another.',
      run(ask) {
        const { admin } = ask.server.settings
        const { name } = ask.net.me
        if (!admin.length) return ask.reply(ERR_NOADMININFO(name))
        const [where = '', what = '', mail = ''] = admin
        ask.reply(
          RPL_ADMINME(name),
          RPL_ADMINLOC1(where),
          RPL_ADMINLOC2(what),
          RPL_ADMINEMAIL(mail),
        )
      },
    },
    INFO: {
      hunts: { at: 0 },
      help: '[server or nick]\nSays what runs on a server, and since when.',
      run({ server, reply }) {
        const since = new Date(server.startedAt).toUTCString()
        const { version, network } = server.settings
        reply(RPL_INFO(version), RPL_INFO(`The ${network} network, here since ${since}`))
        reply(RPL_ENDOFINFO())
      },
    },
    TIME: {
      hunts: { at: 0 },
      help: '[server or nick]\nSays what time it is on a server.',
      run({ net, now, reply }) {
        reply(RPL_TIME(net.me.name, Math.floor(now / 1000), new Date(now).toUTCString()))
      },
    },
    RULES: {
      help: 'Shows the rules of this network.',
      run({ server, net, reply }) {
        const { rules } = server.settings
        if (!rules.length) return reply(ERR_NORULES())
        reply(RPL_RULESSTART(net.me.name), ...rules.map((line) => RPL_RULES(line)))
        reply(RPL_ENDOFRULES())
      },
    },
    USERS: {
      hunts: { at: 0 },
      help: 'Is not answered here: see LUSERS and WHO.',
      run: ({ reply }) => reply(ERR_USERSDISABLED()),
    },
    SUMMON: {
      help: 'Is not answered here: see INVITE.',
      run: ({ reply }) => reply(ERR_SUMMONDISABLED()),
    },
  },
})
