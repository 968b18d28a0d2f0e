// Deployments, replica sets, stateful sets and replication controllers seen as autoscaling/v1 Scale.
import type { Subresource } from '../meta/kind.ts'
import {
  type LabelSelector,
  selectorFromLabels,
  selectorFromObject,
  selectorText,
} from '../meta/labels.ts'
import type { KubeObject } from '../meta/object.ts'

type ScaleView = NonNullable<Subresource['scale']>

interface Scalable extends KubeObject {
  readonly spec?: { readonly replicas?: number; readonly selector?: unknown }
  readonly status?: { readonly replicas?: number }
}

const scalable = (object: KubeObject): Scalable => object as Scalable

const counts = {
  replicas: (parent: KubeObject) => scalable(parent).spec?.replicas ?? 0,
  statusReplicas: (parent: KubeObject) => scalable(parent).status?.replicas ?? 0,
  withReplicas: (parent: KubeObject, replicas: number): KubeObject => {
    const scaled: Scalable = { ...parent, spec: { ...scalable(parent).spec, replicas } }
    return scaled
  },
  replicasPath: ['spec', 'replicas'],
}

/** The view of kinds of apps/v1. */
export const workloadScale: ScaleView = {
  ...counts,
  selector: parent =>
    selectorText(selectorFromObject(scalable(parent).spec?.selector as LabelSelector | undefined)),
}

/** The view of replication controllers, whose selector is a plain map of labels. */
export const controllerScale: ScaleView = {
  ...counts,
  selector: parent =>
    selectorText(selectorFromLabels(scalable(parent).spec?.selector as Record<string, string>)),
}
