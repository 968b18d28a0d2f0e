import type { Kind } from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import { type Target, target } from '../registry/target.ts'

/** `namespace/name`, or the name of what has no namespace: what stands in queues. */
export function keyOf(object: KubeObject): string {
  const { namespace, name = '' } = object.metadata
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`
}

/** The target of an object, or of a key. */
export function at<T extends KubeObject>(kind: Kind<T>, of: T | string): Target<T> {
  if (typeof of !== 'string')
    return target(kind, of.metadata.namespace ?? '', of.metadata.name ?? '')
  const slash = of.indexOf('/')
  return slash < 0 ? target(kind, '', of) : target(kind, of.slice(0, slash), of.slice(slash + 1))
}
