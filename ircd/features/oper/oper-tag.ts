import { feature } from '../../core/feature.ts'

/** Says of an operator's lines that they are one's. A hidden operator is none. */
export default feature({
  cap: 'draft/oper-tag',
  tags: [
    {
      name: 'draft/oper',
      value: ({ by }) => ('oper' in by && !by.modes.has('H') ? by.oper?.rank : undefined),
    },
  ],
})
