// How many Pods the owners of some Pods want to have.
import type { Kind } from '../../meta/kind.ts'
import { qualifiedName } from '../../meta/kind.ts'
import { controllerOf, type KubeObject, type OwnerReference } from '../../meta/object.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'

/** The row of a kind, built in or custom; `Table` has them. */
export type KindOf = (group: string, kind: string) => Kind | undefined

export interface Expected {
  readonly count: number
  /** Pods that nobody owns. */
  readonly unmanaged: readonly string[]
}

/** The sum of the scales of the Pods' owners. @throws Error when an owner has no scale. */
export function expectedScale(registry: Registry, kindOf: KindOf, pods: readonly Pod[]): Expected {
  const scales = new Map<string, number>()
  const unmanaged: string[] = []
  for (const pod of pods) {
    const owner = controllerOf(pod)
    if (owner === undefined) unmanaged.push(pod.metadata.name ?? '')
    else if (!scales.has(owner.uid)) {
      const scale = scaleOf(registry, kindOf, owner, pod.metadata.namespace ?? '')
      if (scale === undefined)
        throw new Error(`found no controllers for pod ${JSON.stringify(pod.metadata.name)}`)
      scales.set(scale.uid, scale.replicas)
    }
  }
  return { count: [...scales.values()].reduce((sum, replicas) => sum + replicas, 0), unmanaged }
}

interface Scale {
  readonly uid: string
  readonly replicas: number
}

/** The scale of an owner; a ReplicaSet of a Deployment stands for that. */
function scaleOf(
  registry: Registry,
  kindOf: KindOf,
  owner: OwnerReference,
  namespace: string,
): Scale | undefined {
  const [group = ''] = owner.apiVersion.includes('/') ? owner.apiVersion.split('/') : ['']
  const kind = kindOf(group, owner.kind)
  if (kind === undefined) return undefined
  const scale = kind.subresources?.find(subresource => subresource.scale !== undefined)?.scale
  if (scale === undefined)
    throw new Error(`${qualifiedName(kind)} does not implement the scale subresource`)
  const object: KubeObject | undefined = registry.find(target(kind, namespace, owner.name))
  if (object === undefined || object.metadata.uid !== owner.uid) return undefined
  const above = owner.kind === 'ReplicaSet' ? controllerOf(object) : undefined
  if (above?.kind === 'Deployment') return scaleOf(registry, kindOf, above, namespace)
  return { uid: owner.uid, replicas: scale.replicas(object) }
}
