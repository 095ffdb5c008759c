import { feature } from '../../core/feature.ts'

/** `~nickchange:mask`: who fits keeps its name while inside, unless it has a voice. */
export default feature({
  extbans: { nickchange: { letter: 'n', aliases: ['nonick'], stops: ['nick'] } },
})
