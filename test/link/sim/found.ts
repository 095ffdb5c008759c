/**
 * What the simulator found, made small: each was a network that stayed divided. A step is the number
 * of the server, what is done there, the channel, and numbers as `Step` has them.
 */
import { acts, channels, type Step } from './node.ts'
import type { Plan } from './world.ts'

interface Found extends Omit<Plan, 'steps'> {
  rule: string
  steps: string
}

const faults = { cut: 37, heal: 38, restart: 39 }

export function planOf({ steps, ...found }: Found): Plan {
  return { ...found, steps: steps.trim().split('\n').map(stepOf) }
}

function stepOf(text: string): Step {
  const [node = '', act = '', ...words] = text.trim().split(' ')
  const what = acts.indexOf(act as (typeof acts)[number])
  const step: Step = { node: Number(node), what, who: 0, where: 0, whom: 0, value: 0, ms: 0 }
  if (act in faults) step.what = faults[act as keyof typeof faults]
  if (step.what < 0) throw new Error(`Nobody knows how to ${act}`)
  for (const word of words) {
    const [key = '', value = ''] = word.split('=')
    if (word.startsWith('#')) step.where = channels.indexOf(word)
    else step[key as keyof Step] = Number(value)
  }
  return step
}

export const found: Found[] = [
  {
    rule: 'a KILL crosses its victim, who comes back with a server that was split off',
    parents: [3, 2, 4, 2],
    passive: [false],
    skews: [0],
    delays: [10, 1, 1, 1],
    steps: `
      0 connect #a
      0 cut
      0 quit #a
      0 cut
      0 connect #a
      0 quit #a
      0 heal
      0 heal
      0 connect #a
      0 quit #a whom=62 ms=20
      0 cut
      0 heal whom=1 value=194
    `,
  },
  {
    rule: 'a server of another kind gives a user two nicks in one second, and the first is taken',
    parents: [4, 1, 0],
    passive: [true, false, true],
    skews: [0, 0],
    delays: [1, 1],
    steps: `
      3 nick #a whom=374
      3 nick #a
      2 nick #a whom=558
    `,
  },
  {
    rule: 'a topic is told before the age of its channel',
    parents: [4, 2, 1, 4],
    passive: [true, false],
    skews: [0],
    delays: [1, 1, 1, 1],
    steps: `
      4 join #b
      0 restart ms=2
      2 join #b
      2 topic #b value=1
    `,
  },
  {
    rule: 'an older channel that ended here goes on over there, while a third side brings a younger one',
    parents: [1, 4, 3],
    passive: [true, true, false],
    skews: [0, 0, -1000, 0],
    delays: [1, 180, 50],
    steps: `
      0 cut
      0 cut
      0 cut
      0 join #b
      0 heal whom=1 value=1
      0 heal value=428
      2 join #b
      0 heal ms=338
      3 join #b ms=21
      2 kick #b ms=1
    `,
  },
  {
    rule: 'a mode of a channel that ended arrives where another has its name and age',
    parents: [0, 1, 3],
    passive: [true, true, false],
    skews: [0, 0, 0],
    delays: [1, 50],
    steps: `
      0 cut whom=188
      0 join who=1 #b
      0 topic #b value=1
      3 join #b
      0 heal whom=1 ms=3
      0 part who=1 #b ms=17
      2 key #b value=1 ms=31
    `,
  },
  {
    rule: 'what was said of a channel that ended is still under way when it begins anew',
    parents: [0, 1, 3],
    passive: [true, true, false],
    skews: [0, 0, 0],
    delays: [1, 50],
    steps: `
      0 cut whom=188
      0 join who=1 #b
      3 join #b
      0 heal
      0 part who=1 #b ms=8
      2 key #b value=1 ms=43
    `,
  },
  {
    rule: 'a topic is set over there before its channel, which ended here, is joined',
    parents: [4, 3, 0],
    passive: [true],
    skews: [0, 0],
    delays: [1, 1],
    steps: `
      0 join #c
      3 topic #c value=1 ms=1
      3 join #c
      0 kick #c
    `,
  },
  {
    rule: 'a mode of a channel that ended is not for the next of its name',
    parents: [0, 3, 1, 0],
    passive: [true],
    skews: [-654, 0],
    delays: [50, 1],
    steps: `
      0 join who=1 #a
      0 quit who=1 #a value=1 ms=352
      2 limit #a value=1
      4 join #a ms=1
    `,
  },
  {
    rule: 'a topic of a channel that ended is not for the next of its name',
    parents: [0, 3, 1, 0],
    passive: [true],
    skews: [-654, 0],
    delays: [100, 1],
    steps: `
      3 restart
      0 heal whom=1 value=1
      0 join who=1 #a
      1 topic #a value=1 ms=100
      0 quit who=1 #a value=1
      4 join #a ms=1
    `,
  },
  {
    rule: 'who was kicked quits before the KICK is read, and with it the channel ends',
    parents: [0, 4],
    passive: [true],
    skews: [0],
    delays: [1, 1, 1, 1],
    steps: `
      1 join who=1 #b
      2 join #b
      0 kick #b ms=1
      1 quit who=1 #a
    `,
  },
  {
    rule: 'who was killed parts before the KILL is read, and with that the channel ends',
    parents: [2, 2, 4, 1],
    passive: [true],
    skews: [0, 0, 0],
    delays: [1, 1, 10],
    steps: `
      3 join who=1 #c
      4 restart
      0 join #c
      3 part who=1 #c
      0 quit #a whom=215
    `,
  },
  {
    rule: 'a channel goes on over there by a join to the last who left here',
    parents: [4],
    passive: [false, true],
    skews: [0, 0, 0, 0],
    delays: [1, 50, 1, 1],
    steps: `
      0 cut
      0 heal
      0 join who=1 #c
      1 join #c
      0 quit who=1 #a value=1 ms=127
      1 quit #a
      1 join #c ms=23
    `,
  },
  {
    rule: 'a channel that ended here goes on over there, while a third side brings one of its age',
    parents: [3, 3, 3, 2],
    passive: [false],
    skews: [0, 0, 0, 0],
    delays: [100, 1],
    steps: `
      4 join #c
      0 cut whom=347
      0 heal value=1
      0 join #c
      2 limit #c value=1 ms=101
      2 kick #c
      0 join who=1 #c
    `,
  },
  {
    rule: 'a key is taken away before another is merged with it',
    parents: [4, 1],
    passive: [false, false, true],
    skews: [0, 0, 0, 0],
    delays: [164],
    steps: `
      2 join #b
      0 key #b value=1 ms=328
      0 restart ms=164
      0 cut
      0 heal
      0 heal value=1
      0 join #a
      0 join #b ms=460
      0 key #b value=82 ms=32
      0 key #b
    `,
  },
  {
    rule: 'the last who left here is kicked over there, and a channel of the same age begins there',
    parents: [2],
    passive: [true],
    skews: [0],
    delays: [1],
    steps: `
      0 join #c
      0 limit #c value=1
      0 kick #c ms=1
      1 kick #c
      1 join #c
    `,
  },
]
