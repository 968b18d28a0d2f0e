// ValidatingAdmissionPolicies: expressions that a write must satisfy, where a binding says so.
// Follows apiserver `admission/plugin/policy/validating`.

import { fromJson } from '../../../meta/cel/json.ts'
import type { Allowed } from '../../../meta/cel/policy.ts'
import { qualifiedName } from '../../../meta/kind.ts'
import type { KubeObject } from '../../../meta/object.ts'
import { StatusError } from '../../../meta/status.ts'
import type {
  AuditAnnotation,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  Validation,
} from '../../../schema/generated/admissionregistration-v1.ts'
import type { ClusterRule } from '../../admission.ts'
import type { Target } from '../../target.ts'
import { type Asked, asked } from '../asked.ts'
import { matchedVersion } from '../match.ts'
import { inForce, isExempt, type KindOf, paramsOf } from './bindings.ts'
import { Budget, conditionsHold, OutOfBudget, outcome, withVariables } from './expressions.ts'
import { type Decides, type Values, valuesFor } from './variables.ts'

type Policy = ValidatingAdmissionPolicy
type Binding = ValidatingAdmissionPolicyBinding

export interface PolicyParts {
  readonly authorizer: Decides
  readonly kindOf: KindOf
}

/** Why a write is refused. */
interface Denial {
  readonly message: string
  readonly reason: string
  /** Without the binding, where the policy itself is no good. */
  readonly ofPolicy?: boolean
  /** Whatever the binding's actions are: what could not be set up, and annotations that fail. */
  readonly always?: boolean
}

export function validatingPolicies(parts: PolicyParts): ClusterRule {
  return {
    name: 'ValidatingAdmissionPolicy',
    check(of, object, old, context) {
      const write = asked(of, object, old, context)
      if (isExempt(write)) return
      const refused: { denial: Denial; text: string }[] = []
      for (const { policy, bindings } of inForce<Policy, Binding>(
        write,
        'validatingadmissionpolicies',
      ))
        for (const binding of bindings)
          for (const denial of denials(parts, write, policy, binding)) {
            const actions = binding.spec?.validationActions ?? []
            const named = `ValidatingAdmissionPolicy '${policy.metadata.name}'`
            const bound = denial.ofPolicy
              ? named
              : `${named} with binding '${binding.metadata.name}'`
            if (actions.includes('Warn') && !denial.always)
              context.warn(`Validation failed for ${bound}: ${denial.message}`)
            if (denial.always || actions.includes('Deny'))
              refused.push({ denial, text: `${bound} denied request: ${denial.message}` })
          }
      const [first] = refused
      if (first !== undefined) throw refusal(of, write.name, first.text, first.denial.reason)
    },
  }
}

/** What a policy has against a write where a binding holds. */
function denials(parts: PolicyParts, write: Asked, policy: Policy, binding: Binding): Denial[] {
  const { matchConstraints = {}, failurePolicy = 'Fail' } = policy.spec ?? {}
  const version = matchedVersion(write, matchConstraints)
  if (version === undefined) return []
  const { matchResources } = binding.spec ?? {}
  const fails = failurePolicy === 'Fail'
  const params = paramsOf(write, policy, binding, parts.kindOf)
  const unbound =
    matchResources !== undefined && matchedVersion(write, matchResources) === undefined
  if ('error' in params && (params.ofPolicy || !unbound)) {
    const { error: message, ofPolicy } = params
    return fails ? [{ message, reason: 'Invalid', ofPolicy, always: true }] : []
  }
  if ('error' in params || unbound) return []
  const values = valuesFor(write, version, parts.authorizer)
  return params.objects.flatMap(object => judged(policy, withParams(values, object), fails))
}

export function withParams(values: Values, params: KubeObject | undefined): Values {
  const all: Record<string, unknown> = {}
  Object.defineProperties(all, Object.getOwnPropertyDescriptors(values))
  all.params = fromJson(params ?? null)
  return all
}

function judged({ spec = {} }: Policy, values: Values, fails: boolean): Denial[] {
  const { matchConditions = [], validations = [], variables = [] } = spec
  const allowed: Allowed = { params: spec.paramKind !== undefined, authorizer: true }
  const failed = (message: string): Denial[] => (fails ? [{ message, reason: 'Invalid' }] : [])
  const holds = conditionsHold(matchConditions, allowed, values)
  if (typeof holds === 'object') return failed(holds.error)
  if (!holds) return []
  const budget = new Budget()
  const all = withVariables(variables, allowed, values, budget)
  const whole = { ...allowed, variables }
  try {
    const found = validations.flatMap(validation => {
      const denial = validated(validation, whole, all, fails, budget)
      return denial === undefined ? [] : [denial]
    })
    return fails ? [...found, ...annotationDenials(spec.auditAnnotations ?? [], whole, all)] : found
  } catch (error) {
    if (error instanceof OutOfBudget) return failed(error.message)
    throw error
  }
}

/** Annotations go to a log that is not kept here; one that fails refuses the write all the same. */
function annotationDenials(
  annotations: readonly AuditAnnotation[],
  allowed: Allowed,
  values: Values,
): Denial[] {
  const budget = new Budget()
  return annotations.flatMap(({ valueExpression: text }) => {
    const done = outcome(text.trim(), allowed, values, budget)
    return 'error' in done ? [{ message: done.error, reason: 'Invalid', always: true }] : []
  })
}

function validated(
  validation: Validation,
  allowed: Allowed,
  values: Values,
  fails: boolean,
  budget: Budget,
): Denial | undefined {
  const { expression, reason = 'Invalid' } = validation
  const done = outcome(expression, allowed, values, budget)
  if ('error' in done) return fails ? { message: done.error, reason: 'Invalid' } : undefined
  if (done.value === true) return undefined
  return { message: messageOf(validation, allowed, values, budget), reason }
}

/** The computed message, unless it is none of one line; then the fixed one, or the expression. */
function messageOf(
  validation: Validation,
  allowed: Allowed,
  values: Values,
  budget: Budget,
): string {
  const { expression, message = '', messageExpression = '' } = validation
  const fixed = message.trim() === '' ? `failed expression: ${expression.trim()}` : message.trim()
  if (messageExpression === '') return fixed
  const done = outcome(messageExpression, { ...allowed, authorizer: false }, values, budget)
  if ('error' in done || typeof done.value !== 'string') return fixed
  const text = done.value.trim()
  return text === '' || text.includes('\n') || text.length > MESSAGE_MAX ? fixed : text
}

const MESSAGE_MAX = 5 * 1024

const CODES: Readonly<Record<string, number>> = {
  Unauthorized: 401,
  Forbidden: 403,
  RequestEntityTooLarge: 413,
  Invalid: 422,
}

function refusal(of: Target, name: string, text: string, reason: string): StatusError {
  const { group, plural } = of.kind
  const named = name === '' ? '' : ` "${name}"`
  return new StatusError(
    CODES[reason] ?? 422,
    reason,
    `${qualifiedName(of.kind)}${named} is forbidden: ${text}`,
    {
      ...(name === '' ? {} : { name }),
      ...(group === '' ? {} : { group }),
      kind: plural,
      causes: [{ message: text }],
    },
  )
}
