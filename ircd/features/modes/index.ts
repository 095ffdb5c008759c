/** The modes of channels, in the order in which their guards are asked. */
import type { Feature } from '../../core/feature.ts'
import admin from './admin.ts'
import auditorium from './auditorium.ts'
import ban from './ban.ts'
import banException from './ban-exception.ts'
import delayedJoin from './delayed-join.ts'
import flood from './flood.ts'
import forward from './forward.ts'
import freeInvite from './free-invite.ts'
import halfop from './halfop.ts'
import historyOnJoin from './history-on-join.ts'
import inviteException from './invite-exception.ts'
import inviteOnly from './invite-only.ts'
import joinThrottle from './join-throttle.ts'
import key from './key.ts'
import largeLists from './large-lists.ts'
import limit from './limit.ts'
import moderated from './moderated.ts'
import nickThrottle from './nick-throttle.ts'
import noColour from './no-colour.ts'
import noCtcp from './no-ctcp.ts'
import noExternal from './no-external.ts'
import noKick from './no-kick.ts'
import noKnock from './no-knock.ts'
import noNick from './no-nick.ts'
import noNotice from './no-notice.ts'
import op from './op.ts'
import opModerated from './op-moderated.ts'
import operOnly from './oper-only.ts'
import owner from './owner.ts'
import permanent from './permanent.ts'
import privateChannel from './private.ts'
import registered from './registered.ts'
import registeredOnly from './registered-only.ts'
import registeredSpeech from './registered-speech.ts'
import rejoinDelay from './rejoin-delay.ts'
import repeat from './repeat.ts'
import secret from './secret.ts'
import secureOnly from './secure-only.ts'
import slowMode from './slow-mode.ts'
import speechDelay from './speech-delay.ts'
import stripColour from './strip-colour.ts'
import topicLock from './topic-lock.ts'
import voice from './voice.ts'

export const modes: Feature[] = [
  owner,
  admin,
  op,
  halfop,
  voice,
  ban,
  banException,
  inviteException,
  inviteOnly,
  key,
  limit,
  largeLists,
  moderated,
  noExternal,
  secret,
  topicLock,
  auditorium,
  delayedJoin,
  flood,
  forward,
  freeInvite,
  historyOnJoin,
  joinThrottle,
  nickThrottle,
  noColour,
  noCtcp,
  noKick,
  noKnock,
  noNick,
  noNotice,
  operOnly,
  opModerated,
  permanent,
  privateChannel,
  registered,
  registeredOnly,
  registeredSpeech,
  rejoinDelay,
  repeat,
  secureOnly,
  slowMode,
  speechDelay,
  stripColour,
]
