import { goQuote } from '../meta/field-errors.ts'
import { pathSegmentErrors } from '../meta/names.ts'
import type { KubeObject } from '../meta/object.ts'
import { badRequest } from '../meta/status.ts'
import { withEmpties } from '../schema/decode/empties.ts'
import type { Target } from './target.ts'

/** How much of a generateName is kept, so that five letters fit behind it. */
const BASE_LENGTH_MAX = 58

/** How often a generated name is drawn anew when it is taken. */
export const GENERATE_ATTEMPTS = 8

export const generatedName = (base: string, suffix: string): string =>
  `${base.slice(0, BASE_LENGTH_MAX)}${suffix}`

/** The object's namespace is the path's: filled in, cleared for what has none, refused when it differs. */
export function inNamespace<T extends KubeObject>(of: Target<T>, object: T): T {
  const given = object.metadata.namespace ?? ''
  const wanted = of.kind.namespaced ? of.namespace : ''
  if (given !== '' && given !== wanted && of.kind.namespaced)
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    )
  if (given === wanted) return object
  const { namespace: _, ...metadata } = object.metadata
  const named = wanted === '' ? metadata : { ...metadata, namespace: wanted }
  return withEmpties({ ...object, metadata: named }, object)
}

/** A name in a path that no object can have. @throws StatusError 400 */
export function checkPathName({ name }: Target<never> | Target): void {
  const errors = pathSegmentErrors(name)
  if (errors.length > 0)
    throw badRequest(`Name parameter invalid: ${goQuote(name)}: ${errors.join(';')}`)
}

/** An update's body names the object that the path names. */
export function checkName(of: Target<never> | Target, object: KubeObject): void {
  const name = object.metadata.name ?? ''
  if (name === '')
    throw badRequest(
      `the name of the object (${of.name} based on URL) was undeterminable: name must be provided`,
    )
  if (name !== of.name)
    throw badRequest(
      `the name of the object (${name}) does not match the name on the URL (${of.name})`,
    )
}
