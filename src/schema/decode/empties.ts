// Lists and maps that a client sent without items. What is stored does not know them (protobuf forgets
// them, and JSON leaves them out), so no object carries them; but Go's rules tell them from what was not
// sent at all, and so they are noted beside the struct that was read, for as long as a write takes.

const sent = new WeakMap<object, Map<string, object>>()

/** Notes that a field of a struct was sent as `[]` or `{}`. */
export function noteEmpty(struct: object, field: string, value: object): void {
  const fields = sent.get(struct)
  if (fields === undefined) sent.set(struct, new Map([[field, value]]))
  else fields.set(field, value)
}

/**
 * What a field that stands empty was sent as: `[]`, `{}`, or undefined when it was not sent or null. A copy of
 * the struct has forgotten, unless `withEmpties` reminded it.
 */
export const sentEmpty = (struct: object, field: string): object | undefined =>
  sent.get(struct)?.get(field)

/** A copy of a struct, remembering what the struct does. */
export function withEmpties<T extends object>(copy: T, struct: object): T {
  const fields = sent.get(struct)
  if (fields !== undefined && copy !== struct) sent.set(copy, fields)
  return copy
}
