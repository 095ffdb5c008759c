/** The services, and what belongs to them: the part of the index that is theirs. */
import type { Feature } from '../../core/feature.ts'
import chanservAntiflood from '../chanserv/antiflood.ts'
import chanservAutoKicks from '../chanserv/auto-kicks.ts'
import chanserv from '../chanserv/chanserv.ts'
import chanservDoor from '../chanserv/door.ts'
import chanservEstate from '../chanserv/estate.ts'
import chanservEverywhere from '../chanserv/everywhere.ts'
import chanservExpiry from '../chanserv/expiry.ts'
import chanservGuardian from '../chanserv/guardian.ts'
import chanservLock from '../chanserv/lock.ts'
import chanservMetadata from '../chanserv/metadata.ts'
import chanservPetitions from '../chanserv/petitions.ts'
import chanservTopic from '../chanserv/topic-commands.ts'
import nickservAutojoin from '../nickserv/autojoin.ts'
import nickservExpiry from '../nickserv/expiry.ts'
import nickserv from '../nickserv/nickserv.ts'
import nickservProtection from '../nickserv/protection.ts'
import hostserv from './hostserv.ts'
import memoWaiting from './memos.ts'
import memoserv from './memoserv.ts'
import operserv from './operserv.ts'
import servicePresence from './presence.ts'
import squery from './squery.ts'
import vhosts from './vhosts.ts'

export const services: Feature[] = [
  servicePresence,
  squery,
  nickserv,
  nickservProtection,
  nickservExpiry,
  nickservAutojoin,
  chanserv,
  chanservEverywhere,
  chanservAutoKicks,
  chanservAntiflood,
  chanservDoor,
  chanservLock,
  chanservTopic,
  chanservMetadata,
  chanservGuardian,
  chanservEstate,
  chanservPetitions,
  chanservExpiry,
  hostserv,
  vhosts,
  memoserv,
  memoWaiting,
  operserv,
]
