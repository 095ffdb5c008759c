import { feature } from '../../core/feature.ts'

/** `~certfp:<SHA-256>`: whose client has this certificate. */
export default feature({
  extbans: {
    certfp: {
      letter: 'S',
      aliases: ['fingerprint'],
      read: (text) => {
        const digits = text.replaceAll(':', '').toLowerCase()
        return /^[0-9a-f]{64}$/.test(digits) ? digits : undefined
      },
      matches: (digits, { fingerprint }) => fingerprint === digits,
    },
  },
})
