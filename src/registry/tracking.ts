// Who owns which field after a write, in the version that the writer speaks (managedFields).
import { subresourcesIn } from '../meta/kind.ts'
import { isObject, type KubeObject } from '../meta/object.ts'
import { plainError } from '../meta/status.ts'
import {
  customStatusFilter,
  everyField,
  type FieldFilter,
  resetting,
} from '../patch/managed-fields/filter.ts'
import { trackUpdate, type Writer, withEntries } from '../patch/managed-fields/track.ts'
import type { Versions } from '../patch/managed-fields/versions.ts'
import type { RequestContext } from './context.ts'
import type { Parts } from './parts.ts'
import { apiVersionOfTarget, type Target } from './target.ts'

/** Who a write is recorded for. */
export const writerOf = (
  parts: Parts,
  of: Target<never> | Target,
  context: RequestContext,
): Writer => ({
  manager: context.manager,
  apiVersion: apiVersionOfTarget(of as Target),
  subresource: context.subresource,
  nowMs: parts.clock.nowMs(),
})

/** `next` with its managed fields; `old` is undefined for a creation. `sent` is what the client wrote as managedFields. */
export function tracked<T extends KubeObject>(
  parts: Parts,
  of: Target<T>,
  old: T | undefined,
  next: T,
  context: RequestContext,
  sent?: unknown,
): T {
  if (!parts.managedFields) return next
  const shown = versionedOf(of, next)
  const done = trackUpdate({
    old: old && versionedOf(of, old),
    next: shown,
    shape: parts.shapes.of(of),
    writer: writerOf(parts, of, context),
    versions: versionsOf(parts, of),
    ...filterFor(of, context),
    ...(sent === undefined ? {} : { sent }),
  })
  return (shown === next ? done : withEntries(next, done.metadata.managedFields)) as T
}

/** The stored object in the client's version. */
export function versionedOf<T extends KubeObject>(of: Target<T>, live: T): KubeObject {
  return of.version.fromStorage?.(live) ?? live
}

/** The versions of a kind: sets of fields that managers own there are compared there. */
export function versionsOf(parts: Parts, of: Target<never> | Target): Versions {
  return apiVersion => {
    const other = inVersion(of, apiVersion)
    if (other === undefined) return unknownVersion(of, apiVersion)
    const convert = (object: KubeObject): KubeObject => {
      if (object.apiVersion === apiVersion) return object
      const from = inVersion(of, object.apiVersion) ?? of
      // What is left of an object may be without metadata; conversions count on some.
      const whole = { ...object, metadata: object.metadata ?? {} }
      return versionedOf(other, from.version.toStorage?.(whole) ?? whole)
    }
    return { shape: parts.shapes.of(other), convert }
  }
}

/** A kind of one group knows nothing of managers in another (Event in v1 and in events.k8s.io). */
function inVersion(of: Target<never> | Target, apiVersion: string): Target | undefined {
  const kind = of.kind as Target['kind']
  const version = kind.versions.find(
    served =>
      served.group === of.version.group &&
      apiVersionOfTarget({ kind, version: served }) === apiVersion,
  )
  return version === undefined ? undefined : ({ ...of, version } as Target)
}

/** Built-in kinds forget managers of versions that are gone; custom ones cannot be written any more. */
function unknownVersion(of: Target<never> | Target, apiVersion: string): undefined {
  if (of.kind.custom === undefined) return undefined
  throw plainError(`request to convert CR to an invalid group/version: ${apiVersion}`)
}

/** What may be owned through the endpoint, where that is not what most kinds have. */
export function filterFor(
  of: Target<never> | Target,
  context: RequestContext,
): { readonly filter?: FieldFilter } {
  if (of.kind.custom === undefined) return builtinFilter(of, context.subresource)
  if (context.subresource === 'status') return { filter: customStatusFilter }
  const known = subresourcesIn(of.kind as Target['kind'], of.version)
  return known.some(({ name }) => name === 'status') ? {} : { filter: everyField }
}

function builtinFilter(
  of: Target<never> | Target,
  subresource: string,
): { readonly filter?: FieldFilter } {
  const kind = of.kind as Target['kind']
  const view = kind.subresources?.find(({ name }) => name === subresource)
  const resets = subresource === '' ? kind.resets : view?.resets
  if (resets === undefined) return {}
  let filter = filters.get(resets)
  if (filter === undefined) {
    filter = resetting(resets.map(path => path.split('.')))
    filters.set(resets, filter)
  }
  return { filter }
}

const filters = new WeakMap<readonly string[], FieldFilter>()

/** The managedFields of a body before it was decoded: an empty list there says something. */
export function sentManagedFields(value: unknown): unknown {
  return isObject(value) && isObject(value.metadata) ? value.metadata.managedFields : undefined
}
