import { feature } from '../../core/feature.ts'

/** +P: the channel stays when its last member leaves; operators of the network say so. */
export default feature({ modes: { P: { type: 'flag', by: 'oper' } } })
