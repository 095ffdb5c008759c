/** The other servers of the network, as the core and the commands see them: see ircd/link/. */
import type { Ask } from './ask.ts'
import type { Fact, Kind } from './fact.ts'
import type { ServerNode, User } from './network.ts'
import type { Session } from './session.ts'

/** Where a fact came from, when it did not happen here. */
export interface Origin {
  /** The link that told of it: it is not told again. */
  link: object
  /** As it was stamped where it first happened; absent where that was not told. */
  id?: string | undefined
  /** Milliseconds since 1970. */
  at?: number | undefined
  /**
   * Nobody is told by `told`: whoever commits it tells the others in its own words. Without an id
   * that others know, too, history does not keep it.
   */
  untold?: true
  /** The present is said again, as in a burst: nobody did it now, and history keeps nothing of it. */
  restated?: boolean | undefined
}

export type LinkPhase = 'waiting' | 'bursting' | 'linked' | 'closed'

/** One link, as LINKS, MAP and STATS show it. */
export interface LinkState {
  /** '' until the other side has said it. */
  readonly name: string
  /** Once it is a server of the network. */
  readonly node: ServerNode | undefined
  readonly phase: LinkPhase
  readonly dialect: string
  readonly incoming: boolean
  /** When the connection was made, milliseconds since 1970. */
  readonly since: number
  readonly counts: LinkCounts
}

export interface LinkCounts {
  /** Lines. */
  sent: number
  received: number
  /** Changes that were not applied because ours were on their way. */
  fenced: number
  /** Messages that we do not know. */
  unknown: number
  /** Channels that were not the same at both ends, and are again. */
  repaired: number
}

/** What services say to a client's SASL: nothing where the login has failed. */
export type SaslAnswer = { challenge: string } | { proved: string } | undefined

/** One exchange of a client with the agent of services; payloads are base64. */
export interface SaslDialogue {
  /** The first challenge. */
  began: Promise<SaslAnswer>
  step(payload: string): Promise<SaslAnswer>
  /** Where the client gives up, or goes. */
  end(): void
}

export interface SaslServices {
  /** Nothing where no services are linked: then accounts are this server's. */
  mechanisms(): string[] | undefined
  begin(session: Session, mechanism: string): SaslDialogue | undefined
}

export interface KnownServer {
  readonly name: string
  readonly dialect: string
  /** Masks of the servers that may stand behind it. */
  readonly hub: readonly string[]
}

/**
 * Why a channel cannot have a name: another one has it, or is about to; servers of another kind could
 * not follow; or a server has not answered in time.
 */
export type ClaimRefusal = 'taken' | 'foreign' | 'slow'

export interface LinkHub {
  readonly sasl: SaslServices
  /** A fact has been applied: tells the servers that it did not come from. Only `commit` calls it. */
  told(kind: Kind, fact: Fact<object>, origin: Origin | undefined): void
  readonly peers: Iterable<LinkState>
  /** Names that no server can have: LINKS shows them. */
  readonly juped: Iterable<{ name: string; info: string; by: ServerNode }>
  /** The servers that the configuration knows: STATS c shows them. */
  readonly known: Iterable<KnownServer>
  /** Ends the link to a server, or asks those before it to. */
  squit(node: ServerNode, reason: string, by: User | ServerNode): void
  /** Has the host dial. @returns why not. */
  connect(name: string): string | undefined
  /**
   * Has another server answer what a client here has asked.
   * @param to that server, or somebody on it: the parameter `at` names it
   */
  ask(ask: Ask, to: User | ServerNode, params: string[], at: number): void
  /** Has all servers keep a name free for a channel. @returns why it cannot be had. */
  claim(name: string): Promise<ClaimRefusal | undefined> | ClaimRefusal | undefined
  /** Whether a channel on another server is about to be called so. */
  isClaimed(name: string): boolean
  tick(now: number): void
  /** Whether this server does what follows from a user's account: of several the one next to it. */
  actsFor(user: User): boolean
}
