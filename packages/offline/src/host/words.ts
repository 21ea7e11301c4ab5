/** Words for people. */

/** A day and minute, UTC, of a time in seconds since 1970. */
export function dayOf(time: number): string {
  return `${new Date(time * 1_000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
