import type { ServedVersion } from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import { apiVersionOfTarget, type Target } from '../registry/target.ts'
import { remembered } from './remember.ts'

const converted = new WeakMap<ServedVersion, WeakMap<KubeObject, KubeObject>>()

/** An object of the storage version as a version shows it; converted once. */
export function viewOf(of: Pick<Target, 'kind' | 'version'>, stored: KubeObject): KubeObject {
  const { version, kind } = of
  const convert = version.fromStorage
  const apiVersion = apiVersionOfTarget(of)
  if (convert === undefined && stored.apiVersion === apiVersion && stored.kind === kind.kind)
    return stored
  const views = remembered(converted, version, () => new WeakMap<KubeObject, KubeObject>())
  return remembered(views, stored, () => ({
    ...(convert?.(stored) ?? stored),
    apiVersion,
    kind: kind.kind,
  }))
}
