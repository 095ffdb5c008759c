import { feature } from '../../core/feature.ts'

/** The network's picture. https://ircv3.net/specs/extensions/network-icon */
export default feature({
  isupport: ({ settings: { icon } }): Record<string, string> =>
    icon === '' ? {} : { 'draft/ICON': icon },
})
