// Numbers that are counts or shares: `3` or `"25%"`.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import { percentErrors } from '../../meta/names.ts'
import { NOT_NEGATIVE } from '../../meta/object-meta.ts'

export type IntOrPercent = number | string

/** A count that is not negative, or a percentage. */
export function checkIntOrPercent(out: Cause[], value: IntOrPercent, path: string): void {
  if (typeof value === 'string')
    for (const text of percentErrors(value)) out.push(invalid(path, value, text))
  else if (value < 0) out.push(invalid(path, value, NOT_NEGATIVE))
}

export function checkNotMoreThanAll(out: Cause[], value: IntOrPercent, path: string): void {
  if (isPercent(value) && Number.parseInt(value, 10) > 100)
    out.push(invalid(path, value, 'must not be greater than 100%'))
}

const isPercent = (value: IntOrPercent): value is string =>
  typeof value === 'string' && percentErrors(value).length === 0

/** Whether a value comes to nothing; a text that is neither number nor percentage does. */
export function isNothing(value: IntOrPercent): boolean {
  if (typeof value === 'number') return value === 0
  return isPercent(value) ? Number.parseInt(value, 10) === 0 : !/^[+-]?0*[1-9][0-9]*$/.test(value)
}
