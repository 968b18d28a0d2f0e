// A Deployment and its ReplicaSets as its plans see them, and the arithmetic of their numbers.
import { sameJson } from '../../meta/freeze.ts'
import type { Deployment, ReplicaSet } from '../../schema/generated/apps-v1.ts'
import type { PodTemplateSpec } from '../../schema/generated/core-v1.ts'

export const HASH_LABEL = 'pod-template-hash'

/** The set of the template of now, and the others, the oldest first. */
export interface Sets {
  readonly current: ReplicaSet | undefined
  readonly old: readonly ReplicaSet[]
}

/** Of several sets of the template of now the oldest is the current one. */
export function sortSets(deployment: Deployment, sets: readonly ReplicaSet[]): Sets {
  const sorted = [...sets].sort(byAge)
  const template = deployment.spec?.template
  const current = sorted.find(set => sameTemplate(set.spec?.template, template))
  return { current, old: sorted.filter(set => set !== current) }
}

export function byAge(a: ReplicaSet, b: ReplicaSet): number {
  const madeA = a.metadata.creationTimestamp ?? ''
  const madeB = b.metadata.creationTimestamp ?? ''
  if (madeA !== madeB) return madeA < madeB ? -1 : 1
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1
}

/** Whether two templates are the same but for the label of the hash. */
export function sameTemplate(
  a: PodTemplateSpec | undefined,
  b: PodTemplateSpec | undefined,
): boolean {
  return sameJson(withoutHash(a), withoutHash(b))
}

function withoutHash(template: PodTemplateSpec | undefined): PodTemplateSpec {
  const { [HASH_LABEL]: _, ...labels } = template?.metadata?.labels ?? {}
  return { ...template, metadata: { ...template?.metadata, labels } }
}

export const allOf = ({ current, old }: Sets): readonly ReplicaSet[] =>
  current === undefined ? old : [...old, current]

export const sizeOf = (set: ReplicaSet): number => set.spec?.replicas ?? 0
export const availableOf = (set: ReplicaSet): number => set.status?.availableReplicas ?? 0
export const isUsed = (set: ReplicaSet): boolean => sizeOf(set) > 0

export const sum = (sets: readonly ReplicaSet[], count: (set: ReplicaSet) => number): number =>
  sets.reduce((total, set) => total + count(set), 0)

export const wantedOf = (deployment: Deployment): number => deployment.spec?.replicas ?? 1
export const isRolling = (deployment: Deployment): boolean =>
  deployment.spec?.strategy?.type === 'RollingUpdate'

/** How many Pods may be there beyond those wanted, and how many of those may be unavailable. Surge is rounded up, the other down. */
export function limits(deployment: Deployment): { maxSurge: number; maxUnavailable: number } {
  if (!isRolling(deployment)) return { maxSurge: 0, maxUnavailable: 0 }
  const { maxSurge, maxUnavailable } = deployment.spec?.strategy?.rollingUpdate ?? {}
  const wanted = wantedOf(deployment)
  const surge = scaled(maxSurge, wanted, Math.ceil)
  const unavailable = scaled(maxUnavailable, wanted, Math.floor)
  const stuck = surge === 0 && unavailable === 0
  return { maxSurge: surge, maxUnavailable: Math.min(stuck ? 1 : unavailable, wanted) }
}

function scaled(
  value: number | string | undefined,
  wanted: number,
  round: (share: number) => number,
): number {
  if (typeof value === 'number') return value
  const percent = /^([0-9]+)%$/.exec(value ?? '')
  return percent === null ? 0 : round((Number(percent[1]) * wanted) / 100)
}
