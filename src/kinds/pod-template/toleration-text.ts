// Tolerations as text in an annotation, from when they were no field yet: nothing heeds them, but they are checked.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import { type Internal, readStructs } from '../json-text.ts'
import { checkTolerations } from './tolerations.ts'

export const TOLERATIONS = 'scheduler.alpha.kubernetes.io/tolerations'

const TOLERATION: Internal = {
  name: 'Toleration',
  fields: {
    key: 'string',
    operator: 'core.TolerationOperator',
    value: 'string',
    effect: 'core.TaintEffect',
    tolerationSeconds: 'int64',
  },
}

/** What cannot be read is a fault of the annotations as a whole, with their key as the value. */
export function checkTolerationsText(out: Cause[], text: string, path: string): void {
  const { error, value } = readStructs(text, TOLERATION)
  if (error !== undefined) out.push(invalid(path, TOLERATIONS, error))
  else checkTolerations(out, value, `${path}.${TOLERATIONS}`)
}
