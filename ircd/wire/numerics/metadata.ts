/**
 * Keys and values of users and channels.
 * Sources: https://ircv3.net/specs/extensions/metadata, https://defs.ircdocs.horse/defs/numerics
 */
import { numeric, type Reply } from '#wire/numerics.ts'

const entry = (target: string, key: string, value: string) => [target, key, '*', value]

export const RPL_WHOISKEYVALUE = numeric('760', entry)
export const RPL_KEYVALUE = numeric('761', entry)
export const RPL_KEYNOTSET = numeric('766', (target: string, key: string) => [
  target,
  key,
  'Key not set',
])
export const RPL_METADATASUBOK = numeric('770', (...keys: string[]) => keys)
export const RPL_METADATAUNSUBOK = numeric('771', (...keys: string[]) => keys)
export const RPL_METADATASUBS = numeric('772', (...keys: string[]) => keys)
export const RPL_METADATASYNCLATER = numeric('774', (target: string, seconds: number) => [
  target,
  seconds,
])
/** In the third draft: said to nobody by name. */
export const RPL_METADATASYNCALL: Reply = {
  verb: '774',
  params: ['*', '*ALL', '0', 'Ask for METADATA *ALL SYNC'],
  addressed: false,
}
