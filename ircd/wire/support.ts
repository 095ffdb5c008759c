/**
 * What a server says about itself in ISUPPORT (005), with the defaults that hold until it does.
 * Source: https://modern.ircdocs.horse/#rplisupport-parameters
 */
import { type Fold, foldFor } from './casemap.ts'

/** More tokens than this are not kept: no server has as many. */
const tokensMax = 300

export class Support {
  readonly tokens = new Map<string, string>()
  fold: Fold = foldFor('rfc1459')
  /** Letters of the prefix modes, highest first: `ov`. */
  prefixModes = 'ov'
  /** Their signs in the same order: `@+`. */
  prefixSigns = '@+'
  chantypes = '#&'
  /** Signs that address a part of a channel: `@#tea`. */
  statusmsg = ''
  /** Letters of list modes, of modes with a parameter always, on setting only, and never. */
  chanmodes: readonly [string, string, string, string] = ['b', 'k', 'l', 'imnpst']

  /** Takes the tokens of one 005; `-NAME` takes one back. */
  read(tokens: readonly string[]): void {
    for (const token of tokens) {
      const eq = token.indexOf('=')
      const name = eq < 0 ? token : token.slice(0, eq)
      if (name.startsWith('-')) this.tokens.delete(name.slice(1))
      else if (name && (this.tokens.has(name) || this.tokens.size < tokensMax)) {
        this.tokens.set(name, eq < 0 ? '' : unescapeToken(token.slice(eq + 1)))
      }
    }
    this.#derive()
  }

  #derive(): void {
    const { tokens } = this
    const prefix = /^\(([A-Za-z]*)\)(.*)$/.exec(tokens.get('PREFIX') ?? '(ov)@+')
    const even = prefix !== null && prefix[1]!.length === prefix[2]!.length
    this.prefixModes = even ? prefix[1]! : ''
    this.prefixSigns = even ? prefix[2]! : ''
    this.chantypes = tokens.get('CHANTYPES') ?? '#&'
    this.statusmsg = tokens.get('STATUSMSG') ?? ''
    this.fold = foldFor(tokens.get('CASEMAPPING') ?? 'rfc1459')
    const [list = '', always = '', setting = '', never = ''] = (
      tokens.get('CHANMODES') ?? 'b,k,l,imnpst'
    ).split(',')
    this.chanmodes = [list, always, setting, never]
  }

  isChannel(name: string): boolean {
    return name !== '' && this.chantypes.includes(name[0]!)
  }

  /** `@#tea` without its sign, where STATUSMSG has that sign. Other names stay as they are. */
  withoutStatus(target: string): string {
    let at = 0
    while (at < target.length && this.statusmsg.includes(target[at]!)) at++
    return at > 0 && this.isChannel(target.slice(at)) ? target.slice(at) : target
  }

  /** Splits `@+nick` into its signs and the rest. */
  splitSigns(text: string): [signs: string, rest: string] {
    let at = 0
    while (at < text.length && this.prefixSigns.includes(text[at]!)) at++
    return [text.slice(0, at), text.slice(at)]
  }

  /** The signs with one more or one less, highest first. */
  withSign(signs: string, sign: string, on: boolean): string {
    const set = on ? signs + sign : signs.replaceAll(sign, '')
    return [...this.prefixSigns].filter((one) => set.includes(one)).join('')
  }

  /** 'prefix', or which of CHANMODES' four kinds a letter is; an unknown one takes nothing. */
  kindOf(letter: string): 'prefix' | 'list' | 'always' | 'setting' | 'never' {
    if (this.prefixModes.includes(letter)) return 'prefix'
    const [list, always, setting] = this.chanmodes
    if (list.includes(letter)) return 'list'
    if (always.includes(letter)) return 'always'
    return setting.includes(letter) ? 'setting' : 'never'
  }

  /** The tokens as they stand in a 005, escapes included. */
  words(): string[] {
    return Array.from(this.tokens, ([name, value]) =>
      value === '' ? name : `${name}=${escapeToken(value)}`,
    )
  }
}

function unescapeToken(text: string): string {
  return text.replace(/\\x([0-9A-Fa-f]{2})/g, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

function escapeToken(text: string): string {
  return text.replace(/[\\ =]/g, (c) => `\\x${c.charCodeAt(0).toString(16)}`)
}
