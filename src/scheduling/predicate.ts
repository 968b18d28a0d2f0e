// What the predicates of the scheduler have in common.
import type { Labels } from '../meta/labels.ts'
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../schema/generated/core-v1.ts'
import type { PodDisruptionBudget } from '../schema/generated/policy-v1.ts'
import type { ResourceClaim } from '../schema/generated/resource-v1.ts'
import type { StorageClass } from '../schema/generated/storage-v1.ts'
import type { NodeInfo } from './node-info.ts'

/** What one predicate says about one node. */
export interface Verdict {
  /** The name of the scheduler's plugin. */
  readonly predicate: string
  readonly fits: boolean
  /** Why not, as the scheduler words it. */
  readonly reasons: readonly string[]
  /** Whether moving other Pods away could not help. */
  readonly unresolvable: boolean
}

/** A predicate made ready for one Pod; it returns nothing for a node that fits. */
export interface Predicate {
  readonly name: string
  refuse(info: NodeInfo): Refusal | undefined
}

export interface Refusal {
  readonly reasons: readonly string[]
  readonly unresolvable: boolean
}

/** Everything around the Pod that counts; what is left out is taken as empty. */
export interface World {
  readonly nodes: readonly NodeInfo[]
  /** How many nodes there are, where that is known without summing them up. */
  readonly nodeCount?: number
  /** The nodes that hold Pods which refuse the company of others; all nodes when left out. */
  readonly withAntiAffinity?: readonly NodeInfo[]
  namespaceLabels?(namespace: string): Labels | undefined
  claim?(namespace: string, name: string): PersistentVolumeClaim | undefined
  volume?(name: string): PersistentVolume | undefined
  volumes?(): readonly PersistentVolume[]
  storageClass?(name: string): StorageClass | undefined
  resourceClaim?(namespace: string, name: string): ResourceClaim | undefined
  hasDeviceClass?(name: string): boolean
  /** Pods that room was made for on a node, and that are not there yet. */
  promisedTo?(nodeName: string): readonly Pod[]
  budgets?(namespace: string): readonly PodDisruptionBudget[]
}

export const refusal = (reason: string, unresolvable = false): Refusal => ({
  reasons: [reason],
  unresolvable,
})
