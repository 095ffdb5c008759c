import { feature } from '../../core/feature.ts'

/** FAIL, WARN and NOTE are said to everybody. https://ircv3.net/specs/extensions/standard-replies */
export default feature({ cap: 'standard-replies' })
