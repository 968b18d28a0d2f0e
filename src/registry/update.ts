// What every change of a stored object goes through, whether it came as PUT, PATCH, apply or from a
// controller. The order is that of apiserver `registry/rest/update.go` and `registry/generic/registry/store.go`.
import { sameJson } from '../meta/freeze.ts'
import type { Kind, Rules } from '../meta/kind.ts'
import type { KubeObject, ObjectMeta } from '../meta/object.ts'
import { validateObjectMetaUpdate } from '../meta/object-meta.ts'
import { internalError, invalidObject } from '../meta/status.ts'
import { revertTimes } from '../patch/managed-fields/times.ts'
import { withEmpties } from '../schema/decode/empties.ts'
import type { Entry } from '../store/store.ts'
import type { RequestContext } from './context.ts'
import { writeContextOf } from './context.ts'
import { takeAlong } from './delete.ts'
import { checkName, inNamespace } from './names.ts'
import { withoutDuplicateOwners } from './owners.ts'
import type { Parts } from './parts.ts'
import { checkPreconditions } from './preconditions.ts'
import { apiVersionOfTarget, keyOf, subresourceOf, type Target } from './target.ts'
import { tracked } from './tracking.ts'

export interface UpdateOptions {
  /** The managed fields of `next` are settled already (apply). */
  readonly tracked?: boolean
  /** A uid that differs is a conflict (PUT) and not an invalid change (PATCH). */
  readonly uidIsPrecondition?: boolean
  /** What the client wrote as managedFields, before decoding. */
  readonly sentManagedFields?: unknown
}

/** The object as committed, or `undefined` when another write came first. */
export async function replace<T extends KubeObject>(
  parts: Parts,
  of: Target<T>,
  current: Entry<T>,
  decoded: T,
  context: RequestContext,
  options: UpdateOptions = {},
): Promise<T | undefined> {
  const old = current.object
  const sent = inNamespace(of, decoded)
  // What a patch makes is looked at once it has been admitted.
  const placed =
    options.uidIsPrecondition === true ? withoutDuplicateOwners(sent, context, false) : sent
  checkName(of, placed)
  checkPreconditions(of, placed, current, options.uidIsPrecondition === true)
  parts.admission.checkNamespace(of, 'UPDATE')
  const owned = options.tracked
    ? placed
    : tracked(parts, of, old, placed, context, options.sentManagedFields)
  const admissionContext = parts.admission.contextOf('UPDATE', context)
  const admitted = await parts.admission.mutate(of, owned, old, admissionContext)
  const next = prepare(parts, of, old, withoutDuplicateOwners(admitted, context, true), context)
  await parts.admission.check(of, next, old, admissionContext)
  return commit(parts, of, current, revertTimes(next, old) as T, context)
}

function prepare<T extends KubeObject>(
  parts: Parts,
  of: Target<T>,
  old: T,
  next: T,
  context: RequestContext,
): T {
  const rules = rulesOf(of, context)
  const carried = withServerFields(next, old)
  const write = writeContextOf(parts.clock, context, apiVersionOfTarget(of))
  const prepared = rules.prepareForUpdate?.(carried, old, write) ?? carried
  const countsSpec = context.subresource === '' || context.subresource === 'scale'
  const counted = countsSpec ? withGeneration(of, prepared, old) : prepared
  const causes = [
    ...validateObjectMetaUpdate(counted.metadata, old.metadata, 'metadata', {
      standardFinalizers: of.kind.standardFinalizers !== false,
      repeated: of.kind.tellsMetadataOnce !== true,
    }),
    ...(rules.validateUpdate?.(counted, old, write) ?? []),
  ]
  if (causes.length > 0) throw invalidObject(of.kind, of.name, causes)
  for (const text of rules.warningsOnUpdate?.(counted, old) ?? []) context.warn(text)
  return counted
}

type UpdateRules<T extends KubeObject> = Pick<
  Rules<T>,
  'prepareForUpdate' | 'validateUpdate' | 'warningsOnUpdate'
>

function rulesOf<T extends KubeObject>(of: Target<T>, context: RequestContext): UpdateRules<T> {
  const custom = of.version.custom?.rules(context.subresource)
  if (custom !== undefined) return custom as UpdateRules<T>
  if (context.subresource === '' || context.subresource === 'scale') return of.kind.rules ?? {}
  const subresource = subresourceOf(of.kind, context.subresource)
  if (subresource === undefined)
    throw internalError(`${of.kind.plural} has no subresource ${context.subresource}`)
  return subresource.rules ?? onlyStatus<T>()
}

/** A status without rules of its own: nothing but it (and labels and annotations) changes. */
function onlyStatus<T extends KubeObject>(): UpdateRules<T> {
  return {
    prepareForUpdate: (next, old) => {
      const { status } = next as { status?: unknown }
      return { ...old, metadata: next.metadata, ...(status === undefined ? {} : { status }) }
    },
  }
}

/** What only the server sets stays as it was. */
function withServerFields<T extends KubeObject>(next: T, old: T): T {
  const { generation: _1, creationTimestamp: _2, selfLink: _3, ...given } = next.metadata
  const { uid, generation, creationTimestamp } = old.metadata
  const metadata = {
    ...given,
    ...(given.uid === undefined && uid !== undefined ? { uid } : {}),
    ...(generation === undefined ? {} : { generation }),
    ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    ...deletionOf(given, old.metadata),
  }
  return withEmpties({ ...next, metadata }, next)
}

/** An object never loses its deletion; a grace that is not named stays. */
function deletionOf(given: ObjectMeta, old: ObjectMeta): Partial<ObjectMeta> {
  const { deletionTimestamp, deletionGracePeriodSeconds } = old
  return {
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionGracePeriodSeconds === undefined || given.deletionGracePeriodSeconds !== undefined
      ? {}
      : { deletionGracePeriodSeconds }),
  }
}

/** Counts a change of anything but metadata and status, unless the kind has counted itself. */
function withGeneration<T extends KubeObject>(of: Target<T>, next: T, old: T): T {
  if (!of.kind.hasGeneration || next.metadata.generation !== old.metadata.generation) return next
  if (sameSpec(next, old)) return next
  return { ...next, metadata: { ...next.metadata, generation: (old.metadata.generation ?? 0) + 1 } }
}

function sameSpec(a: KubeObject, b: KubeObject): boolean {
  return sameJson(
    { ...a, metadata: undefined, status: undefined },
    { ...b, metadata: undefined, status: undefined },
  )
}

async function commit<T extends KubeObject>(
  parts: Parts,
  of: Target<T>,
  current: Entry<T>,
  next: T,
  context: RequestContext,
): Promise<T | undefined> {
  if (context.dryRun) return withVersion(next, current)
  // When the last finalizer of an object goes that is being deleted, the update itself is its end.
  const isEnd = isDone(of.kind, next)
  const result = await parts.store.commit(keyOf(of), current.revision, isEnd ? undefined : next)
  if (!result.ok) return undefined
  if (isEnd) await takeAlong(parts, of, context)
  return (result.entry?.object as T | undefined) ?? withVersion(next, current)
}

const withVersion = <T extends KubeObject>(next: T, current: Entry<T>): T => ({
  ...next,
  metadata: { ...next.metadata, resourceVersion: String(current.revision) },
})

/** Nothing holds an object any more whose deletion was asked for. */
export function isDone<T extends KubeObject>(kind: Kind<T>, object: T): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers } = object.metadata
  return (
    deletionTimestamp !== undefined &&
    deletionGracePeriodSeconds === 0 &&
    (finalizers ?? []).length === 0 &&
    kind.deletion?.held?.(object) !== true
  )
}
