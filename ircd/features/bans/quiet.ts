import { feature } from '../../core/feature.ts'

/** `~quiet:mask`: who fits may be inside, but does not speak without a voice. */
export default feature({
  extbans: { quiet: { letter: 'm', aliases: ['q', 'mute'], stops: ['speak'] } },
})
