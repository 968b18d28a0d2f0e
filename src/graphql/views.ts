import type { ServedVersion } from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import { apiVersionOfTarget, type Target } from '../registry/target.ts'

const converted = new WeakMap<ServedVersion, WeakMap<KubeObject, KubeObject>>()

/** An object of the storage version as a version shows it; converted once. */
export function viewOf(of: Pick<Target, 'kind' | 'version'>, stored: KubeObject): KubeObject {
  const { version, kind } = of
  const convert = version.fromStorage
  const apiVersion = apiVersionOfTarget(of)
  if (convert === undefined && stored.apiVersion === apiVersion && stored.kind === kind.kind)
    return stored
  let views = converted.get(version)
  if (views === undefined) {
    views = new WeakMap()
    converted.set(version, views)
  }
  let view = views.get(stored)
  if (view === undefined) {
    view = { ...(convert?.(stored) ?? stored), apiVersion, kind: kind.kind }
    views.set(stored, view)
  }
  return view
}
