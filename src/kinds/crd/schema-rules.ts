// Expressions in a schema (x-kubernetes-validations): their texts, and whether they compile.
import type { Type } from '../../meta/cel/types.ts'
import { type Cause, internal, invalid, notSupported, required } from '../../meta/field-errors.ts'
import type { ValidationRule } from '../../schema/generated/apiextensions-v1.ts'
import { timesInRequest } from '../customresource/cel-sizes.ts'
import { compileProgram, hasType, type Subject } from '../customresource/program.ts'
import type { Schema } from '../customresource/schema.ts'
import type { Costs } from './costs.ts'
import { fieldPathIn } from './field-path.ts'

/** What expressions may speak of at a place. */
export interface RuleScope {
  readonly schema: Schema
  /** An object with a kind, a version and a name. */
  readonly isResource: boolean
  /** Expressions that were stored before. */
  readonly known: ReadonlySet<string>
  readonly isUnchanged: boolean
  /** How often the place may be there at worst; undefined where no schema above says it. */
  readonly times: number | undefined
  readonly costs: Costs
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

/** What is wrong with the expressions themselves; `uncorrelated` is the part above that has no old value for us. */
export function ruleCauses(
  schema: Schema,
  path: string,
  scope: RuleScope,
  uncorrelated: string | undefined,
): Cause[] {
  const rules = schema['x-kubernetes-validations'] ?? []
  if (rules.length > 0 && !hasType(schema, scope.isResource))
    return [internal(`${path}.x-kubernetes-validations`, UNTYPED)]
  return rules.flatMap((rule, index) => {
    const at = `${path}.x-kubernetes-validations[${index}]`
    const optionalOld = rule.optionalOldSelf === true
    const subject = { schema, isResource: scope.isResource, optionalOld }
    if (rule.rule.trim() === '') return []
    const program = compileProgram(rule.rule, subject)
    const causes: Cause[] = []
    if (typeof program !== 'string') {
      const dear = scope.costs.observe(
        `${at}.rule`,
        program.cost * (scope.times ?? timesInRequest(schema)),
        'estimated rule cost',
      )
      if (!scope.isUnchanged) causes.push(...dear)
    }
    if (typeof program === 'string') causes.push(invalid(`${at}.rule`, asGo(rule), program))
    else if (!isBool(program.type))
      causes.push(invalid(`${at}.rule`, asGo(rule), 'cel expression must evaluate to a bool'))
    if (typeof program !== 'string' && isBool(program.type))
      causes.push(...messageExpressionCauses(rule, subject, at, scope))
    const usesOld = typeof program !== 'string' && program.usesOld
    if (usesOld && uncorrelated !== undefined)
      causes.push(
        invalid(
          `${at}.rule`,
          rule.rule,
          `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelated}`,
        ),
      )
    else if (!usesOld && rule.optionalOldSelf !== undefined)
      causes.push(
        invalid(
          `${at}.optionalOldSelf`,
          rule.optionalOldSelf,
          'may not be set if oldSelf is not used in rule',
        ),
      )
    return causes
  })
}

const UNTYPED =
  'internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations'

const isBool = (type: Type): boolean => type.sort === 'plain' && type.name === 'bool'

function messageExpressionCauses(
  rule: ValidationRule,
  subject: Subject,
  at: string,
  { costs, isUnchanged }: RuleScope,
): Cause[] {
  const { messageExpression = '' } = rule
  if (messageExpression === '') return []
  const program = compileProgram(messageExpression, subject)
  const place = `${at}.messageExpression`
  if (typeof program === 'string')
    return [invalid(place, asGo(rule), `messageExpression ${program}`)]
  if (program.type.sort !== 'plain' || program.type.name !== 'string')
    return [invalid(place, asGo(rule), 'messageExpression must evaluate to a string')]
  const dear = costs.observe(place, program.cost, 'estimated messageExpression cost')
  return isUnchanged ? [] : dear
}

/** A rule as Go prints it. */
const asGo = (rule: ValidationRule): unknown => ({
  Rule: rule.rule,
  Message: rule.message ?? '',
  MessageExpression: rule.messageExpression ?? '',
  Reason: rule.reason ?? null,
  FieldPath: rule.fieldPath ?? '',
  OptionalOldSelf: rule.optionalOldSelf ?? null,
})
