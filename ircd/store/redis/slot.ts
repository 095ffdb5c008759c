/**
 * Where Redis Cluster puts a key: CRC-16/XMODEM of its hash tag, modulo 16384.
 * Source: https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#key-distribution-model
 */
import { Buffer } from 'node:buffer'

export const slots = 16_384

const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1
  return crc
})

/** @returns 0 … 65535 */
export function crc16(text: string): number {
  let crc = 0
  for (const byte of Buffer.from(text)) crc = (table[(crc >> 8) ^ byte]! ^ (crc << 8)) & 0xffff
  return crc
}

export function slotOf(tag: string): number {
  return crc16(tag) % slots
}
