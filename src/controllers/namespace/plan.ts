// What a namespace that is being deleted says of itself; after `pkg/controller/namespace/deletion`.
import { qualifiedName } from '../../meta/kind.ts'
import type { KubeObject } from '../../meta/object.ts'
import { formatTime } from '../../meta/time.ts'
import type { NamespaceCondition } from '../../schema/generated/core-v1.ts'

/** What is left of one resource. */
export interface Remaining {
  readonly kind: { readonly group: string; readonly plural: string }
  readonly objects: readonly KubeObject[]
}

/** Errors of deletes, as texts. */
export type Failures = readonly string[]

/** All five conditions, always: what went wrong, and what is still there. Transitions keep their time while nothing changes. */
export function conditionsOf(
  known: readonly NamespaceCondition[],
  remaining: readonly Remaining[],
  failures: Failures,
  nowMs: number,
): readonly NamespaceCondition[] {
  const wanted = [
    condition(
      'NamespaceDeletionDiscoveryFailure',
      undefined,
      'ResourcesDiscovered',
      'All resources successfully discovered',
    ),
    condition(
      'NamespaceDeletionGroupVersionParsingFailure',
      undefined,
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ),
    condition(
      'NamespaceDeletionContentFailure',
      failures.length === 0
        ? undefined
        : {
            reason: 'ContentDeletionFailed',
            message: `Failed to delete all resource types, ${failures.length} remaining: ${failures.join(', ')}`,
          },
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
    ),
    condition(
      'NamespaceContentRemaining',
      contentText(remaining),
      'ContentRemoved',
      'All content successfully removed',
    ),
    condition(
      'NamespaceFinalizersRemaining',
      finalizersText(remaining),
      'ContentHasNoFinalizers',
      'All content-preserving finalizers finished',
    ),
  ]
  const next = wanted.map(one => withTime(one, known, nowMs))
  const others = known.filter(one => !wanted.some(two => two.type === one.type))
  return [...next, ...others]
}

type Found = { readonly reason: string; readonly message: string } | undefined

function condition(
  type: string,
  found: Found,
  reason: string,
  message: string,
): NamespaceCondition {
  return found === undefined
    ? { type, status: 'False', reason, message }
    : { type, status: 'True', ...found }
}

function withTime(
  next: NamespaceCondition,
  known: readonly NamespaceCondition[],
  nowMs: number,
): NamespaceCondition {
  const before = known.find(one => one.type === next.type)
  const lastTransitionTime =
    before?.status === next.status && before.lastTransitionTime !== undefined
      ? before.lastTransitionTime
      : formatTime(nowMs)
  const { type, status, ...why } = next
  return { type, status, lastTransitionTime, ...why }
}

function contentText(remaining: readonly Remaining[]): Found {
  const texts = remaining
    .filter(one => one.objects.length > 0)
    .map(({ kind, objects }) => {
      const name = kind.group === '' ? `${kind.plural}.` : qualifiedName(kind)
      return `${name} has ${objects.length} resource instances`
    })
    .sort()
  if (texts.length === 0) return undefined
  return {
    reason: 'SomeResourcesRemain',
    message: `Some resources are remaining: ${texts.join(', ')}`,
  }
}

function finalizersText(remaining: readonly Remaining[]): Found {
  const counts = new Map<string, number>()
  for (const { objects } of remaining)
    for (const object of objects)
      for (const finalizer of object.metadata.finalizers ?? [])
        counts.set(finalizer, (counts.get(finalizer) ?? 0) + 1)
  if (counts.size === 0) return undefined
  const texts = [...counts].map(([name, count]) => `${name} in ${count} resource instances`).sort()
  return {
    reason: 'SomeFinalizersRemain',
    message: `Some content in the namespace has finalizers remaining: ${texts.join(', ')}`,
  }
}
