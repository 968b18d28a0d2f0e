// What people do with kubectl: an area is a list of verbs, each with a line that shows that it works. Areas and
// verbs build on each other, in their order.

export interface Verb {
  readonly verb: string
  readonly command: string
  /** What is printed, on either channel. */
  readonly prints: RegExp
  /** The exit code; 0 when left out. */
  readonly code?: number
  /** The first minor version of kubectl that has it, and what is true before. */
  readonly since?: readonly [number, string]
}

export interface Area {
  readonly title: string
  readonly verbs: readonly Verb[]
}

export const verb = (
  name: string,
  command: string,
  prints: RegExp,
  more: Pick<Verb, 'code' | 'since'> = {},
): Verb => ({ verb: name, command, prints, ...more })
