/** Small drawings, all on a grid of 20 by 20, in the colour of the text. */
import type { JSX } from 'preact'

const paths = {
  menu: 'M3 5.5h14M3 10h14M3 14.5h9',
  people:
    'M7 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-5 7c0-2.8 2.2-4.5 5-4.5s5 1.7 5 4.5M13 9.5a2.6 2.6 0 1 0-1-5M14 12.1c2.3.3 4 1.9 4 4.4',
  close: 'm5 5 10 10M15 5 5 15',
  plus: 'M10 4v12M4 10h12',
  send: 'M10 16V4.5M4.8 9.7 10 4.5l5.2 5.2',
  leave: 'M11 4H5v12h6M9 10h8m-3-3 3 3-3 3',
  compass: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm3-10-1.6 4.4L7 13l1.6-4.4L13 7Z',
  more: 'M4 10a.8.8 0 1 0 1.6 0 .8.8 0 1 0-1.6 0Zm5.2 0a.8.8 0 1 0 1.6 0 .8.8 0 1 0-1.6 0Zm5.2 0a.8.8 0 1 0 1.6 0 .8.8 0 1 0-1.6 0Z',
  smile:
    'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM7.2 11.6a3.4 3.4 0 0 0 5.6 0M7.8 8.2h.01M12.2 8.2h.01',
  reply: 'M8 5 3.5 9.5 8 14M4 9.5h7a5 5 0 0 1 5 5v1',
  format: 'm3 15 4.5-11L12 15M4.6 11h5.8M13.5 15l2-5 2 5m-3.3-1.6h2.6',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11Zm4-1.5 4 4',
  settings:
    'M3 6h7m4 0h3M3 14h3m4 0h7M12 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM8 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  unfold: 'm6 8.5 4 4 4-4',
  up: 'M10 16V4m-5 5 5-5 5 5',
  down: 'M10 4v12m-5-5 5 5 5-5',
} as const

export function Icon({ name }: { name: keyof typeof paths }): JSX.Element {
  return (
    <svg
      class="icon"
      viewBox="0 0 20 20"
      width="20"
      height="20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  )
}

/** Two speech bubbles that lean towards each other. */
export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 48 48" width="48" height="48" aria-hidden="true">
      <path class="mark-back" d="M20 8h16a8 8 0 0 1 8 8v9a8 8 0 0 1-8 8h-1v6l-7-6h-8" />
      <path
        class="mark-front"
        d="M12 12h14a8 8 0 0 1 8 8v6a8 8 0 0 1-8 8h-9l-7 6v-6.3A8 8 0 0 1 4 26v-6a8 8 0 0 1 8-8Z"
      />
      <circle class="mark-dot" cx="13.5" cy="23" r="1.9" />
      <circle class="mark-dot" cx="19" cy="23" r="1.9" />
      <circle class="mark-dot" cx="24.5" cy="23" r="1.9" />
    </svg>
  )
}
