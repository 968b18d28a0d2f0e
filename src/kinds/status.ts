// What a write through /status may change, for kinds whose status has no rules of its own.
import type { Rules } from '../meta/kind.ts'
import type { KubeObject, ObjectMeta } from '../meta/object.ts'

type StatusRules = Pick<Rules, 'prepareForUpdate'>

const statusOf = (object: KubeObject): unknown => (object as { status?: unknown }).status

/** Takes the status, and the labels, annotations and finalizers that came along. */
export const statusWithMetadata: StatusRules = {
  prepareForUpdate: (next, old) => withStatus({ ...old, metadata: next.metadata }, statusOf(next)),
}

/** Takes the status only; the metadata that a client may set stays as it was. */
export const statusAlone: StatusRules = { prepareForUpdate: withStatusOf }

/** The stored object with the status that was sent. */
export function withStatusOf<T extends KubeObject>(next: T, old: T): T {
  return withStatus({ ...old, metadata: keptMetadata(next.metadata, old.metadata) }, statusOf(next))
}

/** The object with another status; with `undefined`, without one. */
export function withStatus<T extends KubeObject>(object: T, status: unknown): T {
  const { status: _, ...rest } = object as T & { status?: unknown }
  return (status === undefined ? rest : { ...rest, status }) as T
}

const KEPT = [
  'deletionTimestamp',
  'generation',
  'selfLink',
  'labels',
  'annotations',
  'finalizers',
  'ownerReferences',
] as const

/** Metadata of a status write: what the user could set comes from the stored object. */
export function keptMetadata(next: ObjectMeta, old: ObjectMeta): ObjectMeta {
  const kept: Record<string, unknown> = { ...next }
  for (const name of KEPT) {
    if (old[name] === undefined) delete kept[name]
    else kept[name] = old[name]
  }
  return kept as ObjectMeta
}
