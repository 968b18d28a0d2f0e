// Whether the expressions of policies and of webhooks' conditions compile, and give what they must.
import {
  type Allowed,
  policyProgram,
  programError,
  variableProgram,
} from '../../meta/cel/policy.ts'
import { type Cause, invalid } from '../../meta/field-errors.ts'

/** What is wrong with an expression; one that is not there is told elsewhere. */
export function expressionErrors(
  text: string | undefined,
  allowed: Allowed,
  gives: readonly string[],
  path: string,
): Cause[] {
  if (text === undefined || text.trim() === '') return []
  const error = programError(policyProgram(text, allowed), gives)
  return error === undefined ? [] : [invalid(path, text, error)]
}

/** What is wrong with the expression of a variable; it may speak of those before it. */
export function variableExpressionErrors(index: number, allowed: Allowed, path: string): Cause[] {
  const { expression = '' } = allowed.variables?.[index] ?? {}
  if (expression.trim() === '') return []
  const error = programError(variableProgram(index, allowed), [])
  return error === undefined ? [] : [invalid(path, expression, error)]
}
