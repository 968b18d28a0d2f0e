// What Deployments note on their ReplicaSets; after `pkg/controller/deployment/util`.
import type { Deployment, ReplicaSet } from '../../schema/generated/apps-v1.ts'

export const REVISION = 'deployment.kubernetes.io/revision'
const HISTORY = 'deployment.kubernetes.io/revision-history'
const DESIRED = 'deployment.kubernetes.io/desired-replicas'
const MAX = 'deployment.kubernetes.io/max-replicas'
const HISTORY_LENGTH_MAX = 2000

/** Annotations that stay where they are. */
const NOT_COPIED: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  HISTORY,
  DESIRED,
  MAX,
  'deprecated.deployment.rollback.to',
])

export const isCopied = (name: string): boolean => !NOT_COPIED.has(name)

type Annotations = Readonly<Record<string, string>>

export const revisionOf = (object: ReplicaSet | Deployment): number =>
  numberIn(object.metadata.annotations, REVISION) ?? 0

/** How many replicas the Deployment had when the set was last scaled. */
export const desiredOf = (set: ReplicaSet): number | undefined =>
  numberIn(set.metadata.annotations, DESIRED)

export const maxReplicasOf = (set: ReplicaSet): number | undefined =>
  numberIn(set.metadata.annotations, MAX)

function numberIn(annotations: Annotations | undefined, name: string): number | undefined {
  const text = annotations?.[name]
  return text === undefined || !/^-?[0-9]+$/.test(text) ? undefined : Number(text)
}

/** The set with what it should note of its Deployment under a revision. */
export function annotated(set: ReplicaSet, deployment: Deployment, revision: number): ReplicaSet {
  const own = set.metadata.annotations ?? {}
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(([name]) =>
    isCopied(name),
  )
  const merged = { ...own, ...Object.fromEntries(copied) }
  const annotations = revisionOf(set) < revision ? renumbered(merged, revision) : merged
  return { ...set, metadata: { ...set.metadata, annotations } }
}

/** A revision that a set had before is kept in its history, as long as that is short enough. */
function renumbered(annotations: Annotations, revision: number): Annotations {
  const { [REVISION]: before, [HISTORY]: history = '' } = annotations
  const next = { ...annotations, [REVISION]: String(revision) }
  if (before === undefined) return next
  const revisions = history === '' ? [] : history.split(',')
  while (revisions.length > 0 && [...revisions, before].join(',').length > HISTORY_LENGTH_MAX)
    revisions.shift()
  return { ...next, [HISTORY]: [...revisions, before].join(',') }
}

/** The set with the numbers of replicas that its Deployment wants and allows. */
export function withReplicas(set: ReplicaSet, desired: number, max: number): ReplicaSet {
  if (desiredOf(set) === desired && maxReplicasOf(set) === max) return set
  const annotations = {
    ...set.metadata.annotations,
    [DESIRED]: String(desired),
    [MAX]: String(max),
  }
  return { ...set, metadata: { ...set.metadata, annotations } }
}
