// What reading JSON would forget, noted beside the objects and lists that came out: how numbers were
// written where their values do not tell, and in which order keys stood where some stood twice.

export interface Notes {
  /** Texts of numbers such as `1.0` and `1e3`, by key or index. */
  readonly literals: Map<string | number, string>
  /** All keys as they stood, if one stood more than once. */
  keys?: readonly string[]
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

export function noteKeys(container: object, keys: readonly string[]): void {
  notesFor(container).keys = keys
}

function notesFor(container: object): Notes {
  let known = notes.get(container)
  if (known === undefined) {
    known = { literals: new Map() }
    notes.set(container, known)
  }
  return known
}
