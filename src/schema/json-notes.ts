// What reading JSON would forget, noted beside the objects and lists that came out: how numbers were
// written where their values do not tell, and what stood in an object where some keys stood twice.

/** A member of an object as it stood. */
export interface Entry {
  readonly key: string
  readonly value: unknown
  /** The text of a number whose value does not give it back. */
  readonly literal: string | undefined
}

export interface Notes {
  /** Texts of numbers such as `1.0` and `1e3`, by key or index. */
  readonly literals: Map<string | number, string>
  /** All members as they stood, if a key stood more than once. */
  entries?: readonly Entry[]
}

const notes = new WeakMap<object, Notes>()

/** What is noted of an object or a list. */
export const notesOf = (container: object): Notes | undefined => notes.get(container)

/** Makes a note, or takes back that a number was odd. */
export function noteLiteral(
  container: object,
  place: string | number,
  text: string | undefined,
): void {
  if (text !== undefined) notesFor(container).literals.set(place, text)
  else notes.get(container)?.literals.delete(place)
}

export function noteEntries(container: object, entries: readonly Entry[]): void {
  notesFor(container).entries = entries
}

/** The members of an object, each as often as it stood. */
export function entriesOf(object: Readonly<Record<string, unknown>>): readonly Entry[] {
  const known = notes.get(object)
  return (
    known?.entries ??
    Object.entries(object).map(([key, value]) => ({
      key,
      value,
      literal: known?.literals.get(key),
    }))
  )
}

function notesFor(container: object): Notes {
  let known = notes.get(container)
  if (known === undefined) {
    known = { literals: new Map() }
    notes.set(container, known)
  }
  return known
}
