import { messageFrom } from '#wire/message.ts'
import { kind, sourceOf } from '../../core/fact.ts'
import { type Command, feature } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import { operatorsOf } from './oper.ts'

/** `by` says something to everybody who wants to hear it. */
export const wallopsSaid = kind<{ text: string; listeners: Iterable<User> }>({
  name: 'wallops',
  event: true,
  audience: ({ listeners }) => Array.from(listeners, (user) => user.session!).filter(Boolean),
  lines: ({ by, text }) => [messageFrom(sourceOf(by), 'WALLOPS', text)],
})

/**
 * WALLOPS is for all who set +w; the others are between operators.
 * https://modern.ircdocs.horse/#wallops-message
 */
export default feature({
  facts: [wallopsSaid],
  userModes: { w: 'own' },
  commands: {
    WALLOPS: {
      min: 1,
      needs: 'announce',
      help: '<text>\nSays something to everybody who set +w.',
      run({ commit, net }, text = '') {
        const listeners = [...net.users.values()].filter(({ modes }) => modes.has('w'))
        commit(wallopsSaid, { text, listeners })
      },
    },
    OPERWALL: betweenOperators('OPERWALL'),
    GLOBOPS: betweenOperators('GLOBOPS'),
    LOCOPS: betweenOperators('LOCOPS'),
    CHATOPS: betweenOperators('CHATOPS'),
  },
})

function betweenOperators(verb: string): Command {
  return {
    min: 1,
    needs: 'announce',
    help: '<text>\nSays something to the operators of the network.',
    run({ commit, net }, text = '') {
      commit(wallopsSaid, { text: `${verb} - ${text}`, listeners: operatorsOf(net) })
    },
  }
}
