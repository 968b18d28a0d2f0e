// Expressions in a schema (x-kubernetes-validations): their texts, and whether they compile.
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import type { Schema } from '../customresource/schema.ts'
import { fieldPathIn } from './field-path.ts'

/** What expressions may speak of at a place. */
export interface RuleScope {
  readonly schema: Schema
  /** An object with a kind, a version and a name. */
  readonly isResource: boolean
  /** Expressions that were stored before. */
  readonly known: ReadonlySet<string>
  readonly isUnchanged: boolean
}

const REASONS = [
  'FieldValueDuplicate',
  'FieldValueForbidden',
  'FieldValueInvalid',
  'FieldValueRequired',
]

const hasLines = (text: string): boolean => /[\n\r]/.test(text)

/** What is wrong with what stands beside the expressions. */
export function ruleTextCauses(schema: Schema, path: string): Cause[] {
  const rules = schema['x-kubernetes-validations'] ?? []
  return rules.flatMap(
    ({ rule, message = '', messageExpression = '', reason, fieldPath = '' }, index) => {
      const at = `${path}.x-kubernetes-validations[${index}]`
      return [
        ...messageCauses(rule, message, at),
        ...(messageExpression !== '' && messageExpression.trim() === ''
          ? [
              required(
                `${at}.messageExpression`,
                'messageExpression must be non-empty if specified',
              ),
            ]
          : []),
        ...(reason === undefined || REASONS.includes(reason)
          ? []
          : [notSupported(`${at}.reason`, reason, REASONS)]),
        ...fieldPathCauses(schema, fieldPath, `${at}.fieldPath`),
      ]
    },
  )
}

function messageCauses(rule: string, message: string, at: string): Cause[] {
  const text = message.trim()
  if (rule.trim() === '') return [required(`${at}.rule`, 'rule is not specified')]
  if (message !== '' && text === '')
    return [invalid(`${at}.message`, message, 'must be non-empty if specified')]
  if (hasLines(text)) return [invalid(`${at}.message`, message, 'must not contain line breaks')]
  if (hasLines(rule.trim()) && text === '')
    return [required(`${at}.message`, 'message must be specified if rule contains line breaks')]
  return []
}

function fieldPathCauses(schema: Schema, fieldPath: string, at: string): Cause[] {
  if (fieldPath === '') return []
  const causes: Cause[] = []
  if (fieldPath.trim() === '') causes.push(invalid(at, fieldPath, 'must be non-empty if specified'))
  if (hasLines(fieldPath)) causes.push(invalid(at, fieldPath, 'must not contain line breaks'))
  if (typeof fieldPathIn(fieldPath, schema) === 'string')
    causes.push(invalid(at, fieldPath, 'must be a valid path'))
  return causes
}

/** What is wrong with the expressions themselves. */
export function ruleCauses(
  _schema: Schema,
  _path: string,
  _scope: RuleScope,
  _uncorrelated: string | undefined,
): Cause[] {
  return []
}
