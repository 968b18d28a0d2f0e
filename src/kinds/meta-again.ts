// Kinds whose rules of an update look at the whole object look at its metadata again, and tell what is
// wrong with it once more.
import type { Cause } from '../meta/field-errors.ts'
import type { Rules } from '../meta/kind.ts'
import type { NameErrors } from '../meta/names.ts'
import type { KubeObject } from '../meta/object.ts'
import { validateObjectMeta } from '../meta/object-meta.ts'

/** What is wrong with the metadata of a namespaced object, or of one of the cluster. */
export const metaAgain = (
  { metadata }: KubeObject,
  namespaced: boolean,
  nameErrors?: NameErrors,
): Cause[] => validateObjectMeta(metadata, { namespaced, nameErrors })

/** Rules of a kind that validates an update like a creation. */
export function alike<T extends KubeObject>(
  validate: (object: T) => Cause[],
): Pick<Rules<T>, 'validate' | 'validateUpdate'> {
  return { validate, validateUpdate: next => validate(next) }
}
