/** Modes that a registered channel keeps as they are. */
import type { Registration } from '../../core/registration.ts'

/** As MODE would have it: `+ntk-s key`; keys are not told. */
export function formatLock({ on, off }: Registration['lock']): string {
  const params = Object.entries(on).filter(([letter, param]) => param && letter !== 'k')
  const words = params.map(([, param]) => param)
  const letters = Object.keys(on).join('')
  const signs = `${letters ? `+${letters}` : ''}${off ? `-${off}` : ''}`
  return [signs, ...words].filter(Boolean).join(' ')
}
