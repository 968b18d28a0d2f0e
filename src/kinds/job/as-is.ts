import type { Cause } from '../../meta/field-errors.ts'

/** An invalid value that is not shown, where it would say nothing or too much. */
export const invalidAsIs = (field: string, detail: string): Cause => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${detail}`,
  field,
})
