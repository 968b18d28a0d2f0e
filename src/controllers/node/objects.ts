// Looking up what several controllers look up.
import { node as nodeKind, pod as podKind } from '../../kinds/index.ts'
import { isStatus } from '../../meta/status.ts'
import type { Registry } from '../../registry/registry.ts'
import { type Target, target } from '../../registry/target.ts'
import type { Node, Pod } from '../../schema/generated/core-v1.ts'

export const nodeTarget = (name: string): Target<Node> => target<Node>(nodeKind, '', name)

export const podTarget = (namespace: string, name: string): Target<Pod> =>
  target<Pod>(podKind, namespace, name)

export const findNode = (registry: Registry, name: string): Node | undefined =>
  name === '' ? undefined : registry.find(nodeTarget(name))

/** `namespace/name`, the key of a Pod in queues. */
export const keyOfPod = (pod: { metadata: { namespace?: string; name?: string } }): string =>
  `${pod.metadata.namespace ?? ''}/${pod.metadata.name ?? ''}`

/** The target of the Pod that a key names. */
export function podTargetOf(key: string): Target<Pod> {
  const slash = key.indexOf('/')
  return podTarget(key.slice(0, slash), key.slice(slash + 1))
}

/** What a write comes to; nothing when its object, or its namespace, has gone meanwhile. */
export async function unlessGone<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write
  } catch (error) {
    if (isStatus(error, 'NotFound')) return undefined
    throw error
  }
}
