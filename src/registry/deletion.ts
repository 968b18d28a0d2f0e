// What a delete makes of an object: pure, and the same for all kinds. Follows `BeforeDelete` of apiserver
// `registry/rest/delete.go` and the finalizers of `registry/generic/registry/store.go`.
import type { Kind } from '../meta/kind.ts'
import type { KubeObject, ObjectMeta } from '../meta/object.ts'
import { formatTime, parseTime } from '../meta/time.ts'
import type { DeleteOptions } from './options.ts'

export interface Deletion<T extends KubeObject> {
  /** The object with what the delete notes on it; the same object when it notes nothing. */
  readonly next: T
  /** Nothing holds the object: it goes once `next` is written. */
  readonly gone: boolean
}

export function decideDeletion<T extends KubeObject>(
  kind: Kind<T>,
  object: T,
  options: DeleteOptions,
  nowMs: number,
): Deletion<T> {
  const deletion = kind.deletion ?? {}
  const finalizers = finalizersAfter(kind, object, options)
  const isFirst = object.metadata.deletionTimestamp === undefined
  if (deletion.begin !== undefined && isFirst)
    return { next: deletion.begin(beginning(object, finalizers, nowMs)), gone: false }
  if (deletion.held?.(object)) return { next: object, gone: false }
  const isGraceful = deletion.gracePeriodSeconds !== undefined
  if (isWaitingAnyway(object, options)) return { next: object, gone: false }
  const graceSeconds = graceAfter(kind, object, options)
  const gone = graceSeconds === 0 && finalizers.length === 0
  // Kinds without grace go without a word; what has it is seen once more with a grace of nothing.
  if (gone && !isGraceful) return { next: object, gone }
  const stays =
    !isFirst && graceSeconds === graceOf(object.metadata) && sameNames(object, finalizers)
  return { next: stays ? object : ending(object, graceSeconds, finalizers, nowMs), gone }
}

const graceOf = ({ deletionGracePeriodSeconds }: ObjectMeta): number =>
  deletionGracePeriodSeconds ?? 0

/** While grace runs, only a request for less of it changes anything, whatever else it says. */
function isWaitingAnyway({ metadata }: KubeObject, options: DeleteOptions): boolean {
  const left = metadata.deletionTimestamp === undefined ? 0 : graceOf(metadata)
  return left > 0 && (options.gracePeriodSeconds ?? left) >= left
}

/** The grace after this request: the first one sets it, later ones may only make it shorter. */
function graceAfter<T extends KubeObject>(
  kind: Kind<T>,
  object: T,
  options: DeleteOptions,
): number {
  const { metadata } = object
  const { gracePeriodSeconds } = options
  // Less than nothing is a second.
  const requested = (gracePeriodSeconds ?? 0) < 0 ? 1 : gracePeriodSeconds
  if (metadata.deletionTimestamp === undefined)
    return kind.deletion?.gracePeriodSeconds?.(object, requested) ?? 0
  const left = graceOf(metadata)
  return requested === undefined ? left : Math.min(left, requested)
}

const sameNames = (object: KubeObject, finalizers: readonly string[]): boolean =>
  (object.metadata.finalizers ?? []).join() === finalizers.join()

/** Kinds that end in steps have no grace: only the moment is noted. */
function beginning<T extends KubeObject>(
  object: T,
  finalizers: readonly string[],
  nowMs: number,
): T {
  const { finalizers: _, ...metadata } = object.metadata
  return {
    ...object,
    metadata: {
      ...metadata,
      deletionTimestamp: formatTime(nowMs),
      ...(finalizers.length === 0 ? {} : { finalizers }),
    },
  }
}

/** Grace counts from the first request; a shorter one moves the end forward, though not before now. */
function ending<T extends KubeObject>(
  object: T,
  graceSeconds: number,
  finalizers: readonly string[],
  nowMs: number,
): T {
  const { finalizers: _, ...metadata } = object.metadata
  const { deletionTimestamp, generation } = metadata
  const isFirst = deletionTimestamp === undefined
  const askedMs = isFirst ? nowMs : (parseTime(deletionTimestamp) ?? 0) - graceOf(metadata) * 1000
  const endMs = askedMs + graceSeconds * 1000
  const isLate = graceOf(metadata) > 0 && endMs < nowMs
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(isFirst && generation !== undefined ? { generation: generation + 1 } : {}),
      deletionTimestamp: formatTime(isLate ? nowMs : endMs),
      deletionGracePeriodSeconds: isLate && graceSeconds > 0 ? 1 : graceSeconds,
      ...(finalizers.length === 0 ? {} : { finalizers }),
    },
  }
}

const ORPHAN = 'orphan'
const FOREGROUND = 'foregroundDeletion'

/** The finalizers of the object, with those that the propagation adds and takes away. */
function finalizersAfter<T extends KubeObject>(
  kind: Kind<T>,
  object: T,
  options: DeleteOptions,
): readonly string[] {
  const present = object.metadata.finalizers ?? []
  const policy = propagationOf(kind, present, options)
  const others = present.filter(finalizer => finalizer !== ORPHAN && finalizer !== FOREGROUND)
  if (policy === 'Orphan') return [...others, ORPHAN]
  return policy === 'Foreground' ? [...others, FOREGROUND] : others
}

function propagationOf<T extends KubeObject>(
  kind: Kind<T>,
  present: readonly string[],
  options: DeleteOptions,
): 'Orphan' | 'Background' | 'Foreground' {
  if (options.orphanDependents !== undefined)
    return options.orphanDependents ? 'Orphan' : 'Background'
  if (options.propagationPolicy !== undefined) return options.propagationPolicy
  if (present.includes(ORPHAN)) return 'Orphan'
  if (present.includes(FOREGROUND)) return 'Foreground'
  return kind.deletion?.defaultPropagation ?? 'Background'
}
