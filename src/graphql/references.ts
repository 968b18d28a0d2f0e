// Which ConfigMaps and Secrets the spec of a Pod names, whatever for, read once for each version of a Pod.
import { configMapsOf, secretsOf } from '../auth/node/references.ts'
import type { KubeObject } from '../meta/object.ts'
import type { Pod } from '../schema/generated/core-v1.ts'

/** Names of objects beside a Pod, each once. */
export interface Named {
  readonly configMaps: readonly string[]
  readonly secrets: readonly string[]
}

const known = new WeakMap<KubeObject, Named>()

export function namedBy(pod: KubeObject): Named {
  let found = known.get(pod)
  if (found === undefined) {
    found = { configMaps: [...configMapsOf(pod as Pod)], secrets: [...secretsOf(pod as Pod)] }
    known.set(pod, found)
  }
  return found
}
