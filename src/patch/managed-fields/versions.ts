// Managers may have written other versions of a kind: their sets are held against the object as their
// version shows it.
import type { KubeObject } from '../../meta/object.ts'
import type { Shape } from '../shape.ts'

/** How another served version shows an object. */
export interface VersionView {
  readonly shape: Shape
  convert(object: KubeObject): KubeObject
}

/**
 * Finds the view of an apiVersion; undefined when the kind has no such version: its managers are dropped.
 * It may throw instead, as custom resources do. Where there is no such function all versions are taken
 * to look alike.
 */
export type Versions = (apiVersion: string) => VersionView | undefined

/** An object as one version shows it. */
export interface Versioned {
  readonly apiVersion: string
  readonly shape: Shape
  readonly object: KubeObject
}

/** The object in another version, undefined where the version does not exist. */
export function inVersion(
  versioned: Versioned,
  apiVersion: string,
  versions: Versions | undefined,
): Versioned | undefined {
  if (versioned.apiVersion === apiVersion || versions === undefined) return versioned
  const view = versions(apiVersion)
  if (view === undefined) return undefined
  return { apiVersion, shape: view.shape, object: view.convert(versioned.object) }
}
