import { feature } from '../../core/feature.ts'

/** `~bot`: whoever says that it is one (user mode +B). */
export default feature({
  extbans: {
    bot: {
      letter: 'B',
      volatile: true,
      read: () => '*',
      matches: (_, { modes }) => modes.has('B'),
    },
  },
})
