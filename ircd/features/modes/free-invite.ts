import { feature } from '../../core/feature.ts'

/** +A: every member may invite into an invite-only channel; INVITE asks for it. */
export default feature({ modes: { A: 'flag' } })
