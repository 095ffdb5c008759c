/** `user …`: everybody, for whoever runs the bouncer. */
import type { ServiceCommand } from './command.ts'

export const peopleCommands: ServiceCommand[] = [
  {
    name: 'user list',
    params: '',
    help: 'everybody whom the bouncer keeps online',
    admin: true,
    async run({ people }) {
      const users = await people()
      return users.map(({ name, seats }) => {
        const all = [...seats.values()]
        const online = all.filter(({ network }) => network.online).length
        const devices = all.reduce((sum, seat) => sum + seat.devices.size, 0)
        return `${name}: ${online} of ${all.length} networks connected, ${devices} devices here`
      })
    },
  },
]
