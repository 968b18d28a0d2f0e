// The rules of admission policies.
import { RESERVED } from '../../meta/cel/parser.ts'
import type { Allowed } from '../../meta/cel/policy.ts'
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import type {
  MatchResources,
  MutatingAdmissionPolicy,
  Mutation,
  ParamKind,
  ValidatingAdmissionPolicy,
  Validation,
  Variable,
} from '../../schema/generated/admissionregistration-v1.ts'
import { conditionsErrors } from '../conditions.ts'
import { withStatus, withStatusOf } from '../status.ts'
import { annotationErrors } from './audit-annotation.ts'
import { expressionErrors, variableExpressionErrors } from './expressions.ts'
import {
  conditionErrors,
  defaultMatch,
  FAILURE_POLICIES,
  matchErrors,
  mutableErrors,
  oneOfErrors,
} from './match.ts'
import { paramKindErrors } from './param-kind.ts'

const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge']
const PATCH_TYPES = ['ApplyConfiguration', 'JSONPatch']
const REINVOCATION = ['IfNeeded', 'Never']
const IDENTIFIER = /^[_a-zA-Z][_a-zA-Z0-9]*$/

type Policy = ValidatingAdmissionPolicy | MutatingAdmissionPolicy

export const validatingAdmissionPolicyRules: Rules<ValidatingAdmissionPolicy> = {
  defaults: defaultPolicy,
  prepareForCreate: draft => withStatus(draft, {}),
  prepareForUpdate: (next, old) => withStatus(next, old.status),
  validate: validateValidating,
  validateUpdate: next => validateValidating(next),
}

export const validatingAdmissionPolicyStatusRules: Pick<
  Rules<ValidatingAdmissionPolicy>,
  'prepareForUpdate' | 'validateUpdate'
> = {
  prepareForUpdate: withStatusOf,
  validateUpdate: ({ status }) => [
    ...(status?.typeChecking?.expressionWarnings ?? []).flatMap(({ fieldRef, warning }, index) => {
      const path = `status.typeChecking.expressionWarnings[${index}]`
      return [
        ...(warning ? [] : [required(`${path}.warning`)]),
        ...(fieldRef?.trim() ? [] : [required(`${path}.fieldRef`)]),
      ]
    }),
    ...conditionsErrors(status?.conditions, 'status.conditions'),
  ],
}

export const mutatingAdmissionPolicyRules: Rules<MutatingAdmissionPolicy> = {
  defaults: defaultPolicy,
  validate: validateMutating,
  validateUpdate: next => validateMutating(next),
}

function defaultPolicy<T extends Policy>(policy: T): T {
  const { matchConstraints } = policy.spec ?? {}
  const spec = {
    failurePolicy: 'Fail',
    ...policy.spec,
    ...(matchConstraints === undefined ? {} : { matchConstraints: defaultMatch(matchConstraints) }),
  }
  return { ...policy, spec }
}

function validateValidating({ metadata, spec = {} }: ValidatingAdmissionPolicy): Cause[] {
  const { validations = [], auditAnnotations = [] } = spec
  const causes = commonErrors(spec)
  const allowed = allowedIn(spec)
  if (validations.length === 0 && auditAnnotations.length === 0)
    for (const field of ['validations', 'auditAnnotations'])
      causes.push(required(`spec.${field}`, NOTHING_TO_SAY))
  for (const [index, validation] of validations.entries())
    causes.push(...validationErrors(validation, allowed, `spec.validations[${index}]`))
  causes.push(...annotationErrors(auditAnnotations, allowed, metadata.name ?? ''))
  return causes
}

const NOTHING_TO_SAY = 'validations or auditAnnotations must contain at least one item'

interface PolicySpec {
  readonly paramKind?: ParamKind
  readonly matchConstraints?: MatchResources
  readonly failurePolicy?: string
  readonly matchConditions?: Parameters<typeof conditionErrors>[0]
  readonly variables?: readonly Variable[]
}

function commonErrors(
  spec: PolicySpec,
  moreOf: (match: MatchResources, path: string) => Cause[] = () => [],
): Cause[] {
  const { failurePolicy, paramKind, matchConstraints } = spec
  return [
    ...(failurePolicy === undefined ? [required('spec.failurePolicy')] : []),
    ...oneOfErrors(failurePolicy, FAILURE_POLICIES, 'spec.failurePolicy'),
    ...(paramKind === undefined ? [] : paramKindErrors(paramKind)),
    ...(matchConstraints === undefined
      ? [required('spec.matchConstraints')]
      : [
          ...constraintErrors(matchConstraints),
          ...moreOf(matchConstraints, 'spec.matchConstraints'),
        ]),
    ...conditionErrors(
      spec.matchConditions ?? [],
      { params: paramKind !== undefined, authorizer: true },
      'spec.matchConditions',
    ),
    ...(spec.variables ?? []).flatMap((variable, index) => [
      ...variableErrors(variable, `spec.variables[${index}]`),
      ...variableExpressionErrors(index, allowedIn(spec), `spec.variables[${index}].expression`),
    ]),
  ]
}

/** What expressions may speak of; variables only where there are any. */
const allowedIn = ({ paramKind, variables = [] }: PolicySpec): Allowed => ({
  params: paramKind !== undefined,
  authorizer: true,
  ...(variables.length === 0 ? {} : { variables }),
})

function constraintErrors(match: MatchResources): Cause[] {
  const path = 'spec.matchConstraints'
  const causes = matchErrors(match, path)
  // One resource at least must be named.
  if ((match.resourceRules ?? []).length === 0) causes.push(required(`${path}.resourceRules`))
  return causes
}

function variableErrors({ name, expression }: Variable, path: string): Cause[] {
  const causes: Cause[] = []
  if (name.trim() === '') causes.push(required(`${path}.name`, 'name is not specified'))
  else if (!IDENTIFIER.test(name) || RESERVED.has(name))
    causes.push(invalid(`${path}.name`, name, 'must be a valid CEL identifier'))
  if (expression.trim() === '')
    causes.push(required(`${path}.expression`, 'expression is not specified'))
  return causes
}

function validationErrors(validation: Validation, allowed: Allowed, path: string): Cause[] {
  const { expression, message = '', messageExpression = '', reason } = validation
  const causes = expressionErrors(expression, allowed, ['bool'], `${path}.expression`)
  const trimmed = message.trim()
  if (expression.trim() === '')
    causes.push(required(`${path}.expression`, 'expression is not specified'))
  causes.push(...messageErrors(messageExpression, allowed, `${path}.messageExpression`))
  if (message !== '' && trimmed === '')
    causes.push(invalid(`${path}.message`, message, 'must be non-empty if specified'))
  else if (/[\r\n]/.test(trimmed))
    causes.push(invalid(`${path}.message`, message, 'must not contain line breaks'))
  return [...causes, ...oneOfErrors(reason, REASONS, `${path}.reason`)]
}

function messageErrors(text: string, allowed: Allowed, path: string): Cause[] {
  if (text !== '' && text.trim() === '')
    return [invalid(path, text, 'must be non-empty if specified')]
  return expressionErrors(text, { ...allowed, authorizer: false }, ['string'], path)
}

function validateMutating({ spec = {} }: MutatingAdmissionPolicy): Cause[] {
  const { mutations = [], reinvocationPolicy } = spec
  const causes = commonErrors(spec, mutableErrors)
  if (mutations.length === 0)
    causes.push(required('spec.mutations', 'mutations must contain at least one item'))
  for (const [index, mutation] of mutations.entries())
    causes.push(...mutationErrors(mutation, allowedIn(spec), `spec.mutations[${index}]`))
  if (!reinvocationPolicy) causes.push(required('spec.reinvocationPolicy'))
  else causes.push(...oneOfErrors(reinvocationPolicy, REINVOCATION, 'spec.reinvocationPolicy'))
  return causes
}

function mutationErrors(mutation: Mutation, allowed: Allowed, path: string): Cause[] {
  const { patchType, applyConfiguration, jsonPatch } = mutation
  if (!patchType) return [required(`${path}.patchType`)]
  if (!PATCH_TYPES.includes(patchType))
    return [notSupported(`${path}.patchType`, patchType, PATCH_TYPES)]
  const wanted = patchType === 'JSONPatch' ? 'jsonPatch' : 'applyConfiguration'
  const other = patchType === 'JSONPatch' ? 'applyConfiguration' : 'jsonPatch'
  const sources = { applyConfiguration, jsonPatch }
  const expression = sources[wanted]?.expression?.trim() ?? ''
  const at = `${path}.${wanted}.expression`
  const causes: Cause[] = []
  if (sources[wanted] === undefined)
    causes.push(required(`${path}.${wanted}`, `must be specified when patchType is ${patchType}`))
  else if (expression === '') causes.push(required(at))
  else {
    const gives = wanted === 'jsonPatch' ? 'list(JSONPatch)' : 'Object'
    causes.push(...expressionErrors(expression, { ...allowed, patches: true }, [gives], at))
  }
  if (sources[other] !== undefined)
    causes.push(
      invalid(
        `${path}.${other}`,
        `{${other}}`,
        `must not be specified when patchType is ${patchType}`,
      ),
    )
  return causes
}
