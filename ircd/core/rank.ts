/** What a member may do in a channel grows with these; status modes name one each. */
export const rank = { none: 0, voice: 1, halfop: 2, op: 3, admin: 4, owner: 5 } as const
export type Rank = (typeof rank)[keyof typeof rank]
