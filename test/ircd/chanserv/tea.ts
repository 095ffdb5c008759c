/** Where most plays about registered channels begin: #tea is alice's, and bob has an account too. */
import { oper } from '../../opers.ts'
import { perform } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

export const chanserv = ':ChanServ!services@irc.test'

export const options = {
  accounts: { alice: 'secret-of-alice', bob: 'secret-of-bob' },
  settings: { opers: [oper('boss')] },
}

export const opening = `
  alice +
  bob   +
  carol +
  alice signs in
  bob signs in
  alice > JOIN #tea
  alice > CS REGISTER #tea
  alice <…
`

/** Performs the opening, then the play. */
export async function atTea(script: string): Promise<void> {
  await using theatre = await Theatre.open(options)
  await perform(theatre, opening + script, options)
}
