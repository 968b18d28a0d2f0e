// ControllerRevisions: which one is the template of now, which are old, which may go. Templates are
// told apart by their data, never by their hash.
import { sameJson } from '../../meta/freeze.ts'
import type { ControllerRevision, DaemonSet } from '../../schema/generated/apps-v1.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { controllerReference } from '../claim.ts'
import { templateHash, templatePatch } from '../hash.ts'
import { daemonSets } from '../rows.ts'
import { HASH_LABEL } from './pods.ts'

export interface History {
  /** The revision to keep of those that have the template of now, with the number that it should have. */
  readonly current: { readonly revision: ControllerRevision; readonly number: number } | undefined
  /** Others with the same data. */
  readonly duplicates: readonly ControllerRevision[]
  readonly old: readonly ControllerRevision[]
  readonly nextNumber: number
}

export function sortHistory(ds: DaemonSet, revisions: readonly ControllerRevision[]): History {
  const data = dataOf(ds)
  const same = revisions.filter(revision => sameJson(revision.data, data))
  const old = revisions.filter(revision => !same.includes(revision))
  const nextNumber = Math.max(0, ...old.map(revision => revision.revision)) + 1
  let kept = same[0]
  for (const revision of same) if (kept && revision.revision >= kept.revision) kept = revision
  return {
    current: kept && { revision: kept, number: Math.max(kept.revision, nextNumber) },
    duplicates: same.filter(revision => revision !== kept),
    old,
    nextNumber,
  }
}

/** The patch that brings the template back. */
export const dataOf = (ds: DaemonSet): object => templatePatch(ds.spec?.template ?? NONE)

const NONE = {}

export function newRevision(ds: DaemonSet, number: number): ControllerRevision {
  const hash = templateHash(ds.spec?.template ?? {}, ds.status?.collisionCount)
  const { name = '', namespace = '', annotations } = ds.metadata
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels: { ...ds.spec?.template?.metadata?.labels, [HASH_LABEL]: hash },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerReference(daemonSets, ds)],
    },
    data: dataOf(ds),
    revision: number,
  }
}

export const hashOf = (revision: ControllerRevision): string =>
  revision.metadata.labels?.[HASH_LABEL] ?? ''

/** Old revisions beyond the limit, the lowest numbers first; those that Pods still carry are passed over. */
export function planCleanup(
  old: readonly ControllerRevision[],
  pods: readonly Pod[],
  limit: number,
): ControllerRevision[] {
  const surplus = old.length - limit
  if (surplus <= 0) return []
  const live = new Set(pods.map(pod => pod.metadata.labels?.[HASH_LABEL]))
  return [...old]
    .sort((a, b) => a.revision - b.revision)
    .filter(revision => !live.has(hashOf(revision)))
    .slice(0, surplus)
}
