import * as kinds from '../../kinds/index.ts'
import type { Kind } from '../../meta/kind.ts'
import { type Selector, selectorFromLabels, selectorFromObject } from '../../meta/labels.ts'
import type { KubeObject } from '../../meta/object.ts'
import type { ReplicaSetStatus } from '../../schema/generated/apps-v1.ts'
import type { PodTemplateSpec } from '../../schema/generated/core-v1.ts'
import { replicaSets } from '../rows.ts'

/** What ReplicaSets and ReplicationControllers have in common; they differ in how they select. */
export interface ReplicaOwner extends KubeObject {
  spec?: {
    replicas?: number
    minReadySeconds?: number
    selector?: unknown
    template?: PodTemplateSpec
  }
  status?: ReplicaSetStatus
}

/** A kind of owner, and who speaks for it. */
export interface Flavour {
  /** Of the loop. */
  readonly name: string
  readonly kind: Kind<ReplicaOwner>
  /** Of the service account. */
  readonly account: string
  selectorOf(owner: ReplicaOwner): Selector
}

export const replicaSetFlavour: Flavour = {
  name: 'replicaset',
  kind: replicaSets as unknown as Kind<ReplicaOwner>,
  account: 'replicaset-controller',
  selectorOf: owner => selectorFromObject(owner.spec?.selector as object | undefined),
}

export const replicationControllerFlavour: Flavour = {
  name: 'replicationcontroller',
  kind: kinds.replicationController as unknown as Kind<ReplicaOwner>,
  account: 'replication-controller',
  selectorOf: owner => selectorFromLabels(owner.spec?.selector as Record<string, string>),
}
