/**
 * Colours and other formatting in messages.
 * Source: https://modern.ircdocs.horse/formatting.html
 */

const colour = /\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[0-9a-fA-F]{6}(?:,[0-9a-fA-F]{6})?)?/g
const other = /[\x02\x0f\x11\x16\x1d\x1e\x1f]/g

export function hasColour(text: string): boolean {
  return /[\x03\x04]/.test(text)
}

/** The text alone. */
export function stripFormatting(text: string): string {
  return text.replace(colour, '').replace(other, '')
}

/** Whether it asks the other client for something; `/me` does not. */
export function isCtcp(text: string): boolean {
  return /(?:^|\n)\x01(?!ACTION)/.test(text)
}
