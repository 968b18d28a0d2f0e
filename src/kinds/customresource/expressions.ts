import type { Cause } from '../../meta/field-errors.ts'
import type { Schema } from './schema.ts'

/** The expressions of a schema (x-kubernetes-validations), compiled; undefined when it has none. */
export function compileExpressions(
  _schema: Schema,
): ((value: unknown, old: unknown, path?: string) => Cause[]) | undefined {
  return undefined
}
