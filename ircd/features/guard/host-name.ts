import { feature } from '../../core/feature.ts'
import { gatewayOf } from '../connect/webirc.ts'

/**
 * Who connects is known by the name of its address, where that leads back to it: operators ban by
 * it, and others see it where there are no cloaks. A gateway has told the name, or that there is none.
 */
export default feature({
  vets({ server, user, session }) {
    const { ip, host } = user
    const isTold = host !== ip || gatewayOf(user) !== undefined
    const isOff = !server.settings.protection.reverseDns
    if (isOff || session.exempt || !ip || isTold) return undefined
    return server.ports.hostName(ip).then((name) => {
      if (name !== undefined && user.host === ip) user.host = name
      return undefined
    })
  },
})
