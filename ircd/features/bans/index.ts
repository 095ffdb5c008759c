/** The kinds of masks that ban lists know. */
import type { Feature } from '../../core/feature.ts'
import extbanAccount from './account.ts'
import extbanBot from './bot.ts'
import extbanBypass from './bypass.ts'
import extbanFingerprint from './fingerprint.ts'
import extbanGateway from './gateway.ts'
import extbanInChannel from './in-channel.ts'
import extbanInherit from './inherit.ts'
import extbanJoin from './join.ts'
import extbanNickChange from './nick-change.ts'
import extbanOper from './oper.ts'
import extbanPartMessage from './part-message.ts'
import extbanPlace from './place.ts'
import extbanQuiet from './quiet.ts'
import extbanRealMask from './real-mask.ts'
import extbanRealname from './realname.ts'
import extbanSecure from './secure.ts'
import extbanSecurityGroup from './security-group.ts'
import extbanServer from './server.ts'
import extbanText from './text.ts'
import extbanTime from './time.ts'

export const bans: Feature[] = [
  extbanAccount,
  extbanBot,
  extbanBypass,
  extbanFingerprint,
  extbanGateway,
  extbanInChannel,
  extbanInherit,
  extbanJoin,
  extbanNickChange,
  extbanOper,
  extbanPartMessage,
  extbanPlace,
  extbanQuiet,
  extbanRealMask,
  extbanRealname,
  extbanSecure,
  extbanSecurityGroup,
  extbanServer,
  extbanText,
  extbanTime,
]
