import { feature } from '../../core/feature.ts'

/**
 * Clients that know it come back over TLS: in the clear they are told the port, and over TLS for
 * how long they shall insist on it. https://ircv3.net/specs/extensions/sts
 */
export default feature({
  cap: 'sts',
  capInforms: true,
  capOffered: ({ settings: { sts } }) => sts !== undefined,
  capValue({ settings: { sts } }, { user }) {
    if (!sts) return undefined
    if (!user.secure) return `port=${sts.port}`
    const duration = `duration=${Math.floor(sts.durationMs / 1000)}`
    return sts.preload ? `${duration},preload` : duration
  },
})
