import { controllerOf } from '../meta/object.ts'
import { type Index, indexBy } from '../registry/index-by.ts'
import type { Registry } from '../registry/registry.ts'
import { targetNodeOf } from '../scheduling/daemon-eligibility.ts'
import type { Pod } from '../schema/generated/core-v1.ts'
import { pods } from './rows.ts'

/** Pods by the uid of their controller, and by namespace those that nobody controls; one index for all controllers. */
export class PodsByController {
  readonly #index: Index<Pod>

  constructor(registry: Registry) {
    this.#index = indexBy(registry, pods, valuesOf)
  }

  of(uid: string): readonly Pod[] {
    return this.#index.get(uid)
  }

  orphansIn(namespace: string): readonly Pod[] {
    return this.#index.get(`orphans/${namespace}`)
  }

  /** How many Pods of a controller are on a node, or meant for it. */
  countOn(uid: string, node: string): number {
    return this.#index.count(`${uid}/${node}`)
  }

  close(): void {
    this.#index.close()
  }
}

function valuesOf(pod: Pod): readonly string[] {
  const controller = controllerOf(pod)
  if (controller === undefined) return [`orphans/${pod.metadata.namespace ?? ''}`]
  const node = targetNodeOf(pod)
  return node === undefined ? [controller.uid] : [controller.uid, `${controller.uid}/${node}`]
}
