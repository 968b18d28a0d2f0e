import { type Kind, resourceOf, type ServedVersion, type Subresource } from '../meta/kind.ts'
import { apiVersionOf, type KubeObject } from '../meta/object.ts'
import type { Key } from '../store/store.ts'

/** What a verb is about: a row, the version the client speaks, and the place. */
export interface Target<T extends KubeObject = KubeObject> {
  readonly kind: Kind<T>
  readonly version: ServedVersion
  /** Empty for what has no namespace, and for requests across all namespaces. */
  readonly namespace: string
  /** Empty for collections and for creates that leave it to the body. */
  readonly name: string
}

/** A target in the storage version, as controllers and kubelets use it. */
export function target<T extends KubeObject>(kind: Kind<T>, namespace = '', name = ''): Target<T> {
  return { kind, version: storageVersionOf(kind), namespace, name }
}

export function storageVersionOf(kind: Kind<never> | Kind): ServedVersion {
  const version = kind.versions.find(
    served => served.version === kind.storageVersion && served.group === undefined,
  )
  if (version === undefined)
    throw new Error(`row ${kind.kind} has no storage version ${kind.storageVersion}`)
  return version
}

/** `apps/v1`: the apiVersion that clients of this version see. */
export const apiVersionOfTarget = (of: Pick<Target, 'kind' | 'version'>): string =>
  apiVersionOf(of.version.group ?? of.kind.group, of.version.version)

export function subresourceOf<T extends KubeObject>(
  kind: Kind<T>,
  name: string,
): Subresource<T> | undefined {
  return kind.subresources?.find(subresource => subresource.name === name)
}

/** Where the object of a target stands in the store. */
export const keyOf = (of: Target<never> | Target): Key => ({
  resource: resourceOf(of.kind),
  namespace: of.kind.namespaced ? of.namespace : '',
  name: of.name,
})
