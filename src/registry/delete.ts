// DELETE: what holds an object (finalizers, grace) is noted on it; what nothing holds goes at once.
// Follows apiserver `registry/rest/delete.go` and `registry/generic/registry/store.go`.
import type { KubeObject } from '../meta/object.ts'
import { conflict, notFound } from '../meta/status.ts'
import type { Entry } from '../store/store.ts'
import type { RequestContext } from './context.ts'
import { decideDeletion } from './deletion.ts'
import { checkPathName } from './names.ts'
import type { DeleteOptions, DeleteResult } from './options.ts'
import type { Parts } from './parts.ts'
import { keyOf, type Target, target } from './target.ts'

export async function deleteObject<T extends KubeObject>(
  parts: Parts,
  of: Target<T>,
  options: DeleteOptions,
  context: RequestContext,
): Promise<DeleteResult<T>> {
  checkPathName(of)
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
  const version = String(current.revision)
  if (resourceVersion !== undefined && resourceVersion !== version)
    throw conflict(named, of.name, versionMismatch(of, resourceVersion, version))
}

/** Kinds that end in steps check where they are stored, and say so in other words. */
function uidMismatch(of: Target<never> | Target, asked: string, stored: string): string {
  if (of.kind.deletion?.begin !== undefined)
    return `Precondition failed: UID in precondition: ${asked}, UID in object meta: ${stored}`
  return `the UID in the precondition (${asked}) does not match the UID in record (${stored}). The object might have been deleted and then recreated`
}

function versionMismatch(of: Target<never> | Target, asked: string, stored: string): string {
  if (of.kind.deletion?.begin !== undefined)
    return `Precondition failed: ResourceVersion in precondition: ${asked}, ResourceVersion in object meta: ${stored}`
  return `the ResourceVersion in the precondition (${asked}) does not match the ResourceVersion in record (${stored}). The object might have been modified`
}

/** One attempt: the result, or `undefined` when another write came first. */
async function attempt<T extends KubeObject>(
  parts: Parts,
  of: Target<T>,
  current: Entry<T>,
  options: DeleteOptions,
  context: RequestContext,
): Promise<DeleteResult<T> | undefined> {
  const { next, gone } = decideDeletion(of.kind, current.object, options, parts.clock.nowMs())
  if (context.dryRun) return { object: next, gone }
  const noted = await note(parts, of, current, next)
  if (noted === undefined || !gone) return noted && { object: noted.object, gone }
  const removed = await parts.store.commit(keyOf(of), noted.revision, undefined)
  if (!removed.ok) return undefined
  await takeAlong(parts, of, context)
  return { object: atRevision(noted.object, removed.revision), gone }
}

/** Deletes what goes with an object that has gone. Nobody is asked, as it could not stay. */
export async function takeAlong(
  parts: Parts,
  { kind, namespace, name }: Target<never> | Target,
  context: RequestContext,
): Promise<void> {
  const other = kind.deletion?.takesAlong
  if (other === undefined) return
  const of = target(other, namespace, name)
  for (;;) {
    const current = parts.store.get(keyOf(of))
    if (current === undefined) return
    if ((await attempt(parts, of, current, {}, context)) !== undefined) return
  }
}

/** What is gone is shown with the version of its end. */
const atRevision = <T extends KubeObject>(object: T, revision: number): T => ({
  ...object,
  metadata: { ...object.metadata, resourceVersion: String(revision) },
})

/** Writes what the deletion changes, which everybody who watches sees. */
async function note<T extends KubeObject>(
  parts: Parts,
  of: Target<T>,
  current: Entry<T>,
  next: T,
): Promise<{ object: T; revision: number } | undefined> {
  if (next === current.object) return current
  const result = await parts.store.commit(keyOf(of), current.revision, next)
  return result.ok
    ? { object: (result.entry?.object ?? next) as T, revision: result.revision }
    : undefined
}
