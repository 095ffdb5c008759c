/** Operators for plays: who they are, and how they say so. */
import { type Privilege, privileges } from '../ircd/core/privilege.ts'
import type { OperBlock } from '../ircd/core/protection.ts'

/** Of `sesame`, as `causerie mkpasswd` makes it, but cheap to check. */
const sesame =
  'scrypt$256$8$1$c2FsdHNhbHRzYWx0c2FsdA==$YL5TEVGoxXEJrdy3RqR9PPMqKADtys9JJ9Bt429NnyE='

/** An operator whose password is `sesame`, who may do everything, and comes without encryption. */
export function oper(name: string, besides: Partial<OperBlock> = {}): OperBlock {
  return {
    name,
    password: sesame,
    fingerprints: [],
    hosts: [],
    privileges: new Set(Object.keys(privileges) as Privilege[]),
    title: 'is the gardener',
    rank: 'admin',
    snomasks: '',
    vhost: '',
    hidden: false,
    plain: true,
    ...besides,
  }
}

/** Lines by which an actor who has entered becomes the operator `boss`. */
export function rises(name: string): string {
  return `
    ${name} > OPER boss sesame
    ${name} <… :irc.test 381 ${name} :You are now an operator of the network
    ${name} <…`
}
