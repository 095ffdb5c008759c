import { feature } from '../../core/feature.ts'

/**
 * Who could have invited somebody learns that another did: `invited` looks who has it.
 * https://ircv3.net/specs/extensions/invite-notify
 */
export default feature({ cap: 'invite-notify' })
