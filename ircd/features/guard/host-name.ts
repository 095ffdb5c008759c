import { feature } from '../../core/feature.ts'

/**
 * Who connects is known by the name of its address, where that leads back to it: operators ban by
 * it, and others see it where there are no cloaks. A gateway has told the name already.
 */
export default feature({
  vets({ server, user, session }) {
    const { ip, host } = user
    const isNamed = host !== ip
    if (!server.settings.protection.reverseDns || session.trusted || !ip || isNamed)
      return undefined
    return server.ports.hostName(ip).then((name) => {
      if (name !== undefined && user.host === ip) user.host = name
      return undefined
    })
  },
})
