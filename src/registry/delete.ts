// DELETE: what holds an object (finalizers, grace) is noted on it; what nothing holds goes at once.
// Follows apiserver `registry/rest/delete.go` and `registry/generic/registry/store.go`.
import type { KubeObject } from '../meta/object.ts'
import { conflict, notFound } from '../meta/status.ts'
import { formatTime, parseTime } from '../meta/time.ts'
import type { Entry } from '../store/store.ts'
import type { RequestContext } from './context.ts'
import type { DeleteOptions, DeleteResult } from './options.ts'
import type { Parts } from './parts.ts'
import { keyOf, type Target } from './target.ts'

export async function deleteObject<T extends KubeObject>(
  parts: Parts,
  of: Target<T>,
  options: DeleteOptions,
  context: RequestContext,
): Promise<DeleteResult<T>> {
  const { defaultPropagationWarning } = of.kind.deletion ?? {}
  if (defaultPropagationWarning !== undefined && saysNothing(options))
    context.warn(defaultPropagationWarning)
  for (;;) {
    const current = parts.store.get(keyOf(of)) as Entry<T> | undefined
    if (current === undefined) throw notFound(of.kind, of.name)
    checkPreconditions(of, current, options)
    of.kind.deletion?.check?.(current.object)
    await parts.admission.check(
      of,
      undefined,
      current.object,
      parts.admission.contextOf('DELETE', context),
    )
    const done = await attempt(parts, of, current, options, context)
    if (done !== undefined) return done
  }
}

const saysNothing = (options: DeleteOptions): boolean =>
  options.propagationPolicy === undefined && options.orphanDependents === undefined

function checkPreconditions(
  of: Target<never> | Target,
  current: Entry,
  options: DeleteOptions,
): void {
  const { uid, resourceVersion } = options.preconditions ?? {}
  const stored = current.object.metadata.uid ?? ''
  // The real server names the kind here where other conflicts name the resource.
  const named =
    of.kind.deletion?.begin === undefined ? { group: of.kind.group, plural: of.kind.kind } : of.kind
  if (uid !== undefined && uid !== stored)
    throw conflict(named, of.name, uidMismatch(of, uid, stored))
  if (
    resourceVersion !== undefined &&
    resourceVersion !== '' &&
    resourceVersion !== String(current.revision)
  )
    throw conflict(
      named,
      of.name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${current.revision}). The object might have been modified`,
    )
}

/** Kinds that end in steps check the uid where they are stored, and say so in other words. */
function uidMismatch(of: Target<never> | Target, asked: string, stored: string): string {
  if (of.kind.deletion?.begin !== undefined)
    return `Precondition failed: UID in precondition: ${asked}, UID in object meta: ${stored}`
  return `the UID in the precondition (${asked}) does not match the UID in record (${stored}). The object might have been deleted and then recreated`
}

/** One attempt: the result, or `undefined` when another write came first. */
async function attempt<T extends KubeObject>(
  parts: Parts,
  of: Target<T>,
  current: Entry<T>,
  options: DeleteOptions,
  context: RequestContext,
): Promise<DeleteResult<T> | undefined> {
  const next = marked(parts, of, current.object, options)
  if (next === undefined) return remove(parts, of, current, context)
  if (next === current.object || context.dryRun) return { object: next, gone: false }
  const result = await parts.store.commit(keyOf(of), current.revision, next)
  return result.ok ? { object: (result.entry?.object ?? next) as T, gone: false } : undefined
}

async function remove<T extends KubeObject>(
  parts: Parts,
  of: Target<T>,
  current: Entry<T>,
  context: RequestContext,
): Promise<DeleteResult<T> | undefined> {
  if (context.dryRun) return { object: current.object, gone: true }
  let { object, revision } = current as { object: T; revision: number }
  // A Pod that a node knew is seen once more with a grace of nothing before it goes.
  if ((object.metadata.deletionGracePeriodSeconds ?? 0) > 0 || leavesVisibly(of, object)) {
    const last = withDeletion(parts, object, 0, object.metadata.finalizers)
    const result = await parts.store.commit(keyOf(of), revision, last)
    if (!result.ok) return undefined
    object = (result.entry?.object ?? last) as T
    revision = result.revision
  }
  const result = await parts.store.commit(keyOf(of), revision, undefined)
  return result.ok ? { object, gone: true } : undefined
}

/** Kinds with grace show their end, when they had any (a bound Pod, also when it is deleted by force). */
function leavesVisibly<T extends KubeObject>(of: Target<T>, object: T): boolean {
  return (of.kind.deletion?.gracePeriodSeconds?.(object, undefined) ?? 0) > 0
}

/** The object as the delete leaves it, the same object when nothing changes, or nothing when it may go now. */
function marked<T extends KubeObject>(
  parts: Parts,
  of: Target<T>,
  object: T,
  options: DeleteOptions,
): T | undefined {
  const { deletion } = of.kind
  const graceSeconds = deletion?.gracePeriodSeconds?.(object, options.gracePeriodSeconds) ?? 0
  const finalizers = finalizersFor(of, object, options)
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = object.metadata
  if (deletion?.begin !== undefined && deletionTimestamp === undefined)
    return deletion.begin(withDeletion(parts, object, graceSeconds, finalizers))
  if (deletion?.held?.(object)) return object
  if (graceSeconds === 0 && finalizers.length === 0) return undefined
  if (deletionTimestamp === undefined) return withDeletion(parts, object, graceSeconds, finalizers)
  const shorter = graceSeconds < deletionGracePeriodSeconds
  const sameFinalizers = (object.metadata.finalizers ?? []).join() === finalizers.join()
  if (!shorter && sameFinalizers) return object
  return withDeletion(parts, object, Math.min(graceSeconds, deletionGracePeriodSeconds), finalizers)
}

/** Grace counts from the first request; a shorter one moves the end forward. */
function withDeletion<T extends KubeObject>(
  parts: Parts,
  object: T,
  graceSeconds: number,
  finalizers: readonly string[] | undefined,
): T {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, generation } = object.metadata
  const askedMs =
    deletionTimestamp === undefined
      ? parts.clock.nowMs()
      : (parseTime(deletionTimestamp) ?? 0) - deletionGracePeriodSeconds * 1000
  const { finalizers: _, ...metadata } = object.metadata
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(generation === undefined || deletionTimestamp !== undefined
        ? {}
        : { generation: generation + 1 }),
      deletionTimestamp: formatTime(askedMs + graceSeconds * 1000),
      deletionGracePeriodSeconds: graceSeconds,
      ...((finalizers ?? []).length === 0 ? {} : { finalizers: finalizers ?? [] }),
    },
  }
}

const ORPHAN = 'orphan'
const FOREGROUND = 'foregroundDeletion'

/** The finalizers of an object with those that the propagation adds and takes away. */
function finalizersFor<T extends KubeObject>(
  of: Target<T>,
  object: T,
  options: DeleteOptions,
): readonly string[] {
  const present = object.metadata.finalizers ?? []
  const policy = propagationOf(of, present, options)
  const others = present.filter(finalizer => finalizer !== ORPHAN && finalizer !== FOREGROUND)
  if (policy === 'Orphan') return [...others, ORPHAN]
  return policy === 'Foreground' ? [...others, FOREGROUND] : others
}

function propagationOf<T extends KubeObject>(
  of: Target<T>,
  present: readonly string[],
  options: DeleteOptions,
): string {
  if (options.orphanDependents !== undefined)
    return options.orphanDependents ? 'Orphan' : 'Background'
  if (options.propagationPolicy !== undefined) return options.propagationPolicy
  if (present.includes(ORPHAN)) return 'Orphan'
  if (present.includes(FOREGROUND)) return 'Foreground'
  return of.kind.deletion?.defaultPropagation ?? 'Background'
}
