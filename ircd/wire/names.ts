/** What may be a name, and what a password: the same for every way in. */
import { byteLength } from './text.ts'

/** Bytes of a password; longer ones would only cost us time, and some ways in cannot carry them. */
export const passwordBytesMax = 300

/**
 * Letters, digits and `[]\`_^{|}-`, the first neither a digit nor `-`.
 * Source: https://modern.ircdocs.horse/#nick-message
 */
export function isNick(text: string, max: number): boolean {
  return text.length <= max && /^[A-Za-z[\]\\`_^{|}][\w[\]\\`^{|}-]*$/.test(text)
}

/**
 * How services are called on one network or another. People tell them their passwords, also where
 * this network does not have them: nobody else is called so.
 */
export function isServiceName(text: string): boolean {
  return serviceNames.test(text)
}

const serviceNames =
  /^(?:(?:nick|chan|memo|host|oper|bot|sasl|help|hist|info|group|stat|bouncer)serv|services?|global|alis)$/i

/**
 * No space, comma, colon or control, and nothing invisible to tell two names apart.
 * @param max bytes of UTF-8
 * Source: https://modern.ircdocs.horse/#channels
 */
export function isChannelName(text: string, max: number): boolean {
  return byteLength(text) <= max && /^#[^\s,:\p{C}\p{Z}]+$/u.test(text)
}

/** Whether other servers may give something this msgid. */
export function isMsgid(text: string): boolean {
  return /^[^\s:,]\S{0,199}$/.test(text)
}
