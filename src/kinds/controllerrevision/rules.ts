// The rules of ControllerRevisions: what they hold never changes.
import { type Cause, required } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import {
  validateImmutable,
  validateNonNegative,
  validateObjectMeta,
} from '../../meta/object-meta.ts'
import type { ControllerRevision } from '../../schema/generated/apps-v1.ts'

export const controllerRevisionRules: Rules<ControllerRevision> = {
  validate,
  validateUpdate: (next, old) => [
    ...validateObjectMeta(next.metadata, { namespaced: true }),
    ...validate(next),
    ...validateImmutable(next.data, old.data, 'data'),
  ],
}

function validate(revision: ControllerRevision): Cause[] {
  const out: Cause[] = []
  if (revision.data === undefined || revision.data === null)
    out.push(required('data', 'data is mandatory'))
  out.push(...validateNonNegative(revision.revision ?? 0, 'revision'))
  return out
}
