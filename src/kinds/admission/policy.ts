// The rules of admission policies and their bindings. Whether expressions compile is looked at by
// whoever runs them; here it counts that they are there.
import {
  type Cause,
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import { validateLabelSelector } from '../../meta/labels.ts'
import { dnsSubdomainErrors, pathSegmentErrors, qualifiedNameErrors } from '../../meta/names.ts'
import type {
  AuditAnnotation,
  MatchResources,
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  Mutation,
  ParamKind,
  ParamRef,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  Validation,
  Variable,
} from '../../schema/generated/admissionregistration-v1.ts'
import { withStatus } from '../status.ts'
import {
  conditionErrors,
  defaultMatch,
  FAILURE_POLICIES,
  matchErrors,
  oneOfErrors,
} from './match.ts'

const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized']
const ACTIONS = ['Audit', 'Deny', 'Warn']
const NOT_FOUND_ACTIONS = ['Deny', 'Allow']
const PATCH_TYPES = ['ApplyConfiguration', 'JSONPatch']
const REINVOCATION = ['IfNeeded', 'Never']
const IDENTIFIER = /^[_a-zA-Z][_a-zA-Z0-9]*$/

type Policy = ValidatingAdmissionPolicy | MutatingAdmissionPolicy
type Binding = ValidatingAdmissionPolicyBinding | MutatingAdmissionPolicyBinding

export const validatingAdmissionPolicyRules: Rules<ValidatingAdmissionPolicy> = {
  defaults: defaultPolicy,
  prepareForCreate: draft => withStatus(draft, {}),
  prepareForUpdate: (next, old) => withStatus(next, old.status),
  validate: validateValidating,
  validateUpdate: next => validateValidating(next),
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
  if (validations.length === 0 && auditAnnotations.length === 0)
    for (const field of ['validations', 'auditAnnotations'])
      causes.push(required(`spec.${field}`, 'validations or auditAnnotations must be non-empty'))
  for (const [index, validation] of validations.entries())
    causes.push(...validationErrors(validation, `spec.validations[${index}]`))
  causes.push(...annotationErrors(auditAnnotations, metadata.name ?? ''))
  return causes
}

interface PolicySpec {
  readonly paramKind?: ParamKind
  readonly matchConstraints?: MatchResources
  readonly failurePolicy?: string
  readonly matchConditions?: Parameters<typeof conditionErrors>[0]
  readonly variables?: readonly Variable[]
}

function commonErrors(spec: PolicySpec): Cause[] {
  const { failurePolicy, paramKind, matchConstraints } = spec
  return [
    ...(failurePolicy === undefined ? [required('spec.failurePolicy')] : []),
    ...oneOfErrors(failurePolicy, FAILURE_POLICIES, 'spec.failurePolicy'),
    ...(paramKind === undefined ? [] : paramKindErrors(paramKind)),
    ...(matchConstraints === undefined
      ? [required('spec.matchConstraints')]
      : constraintErrors(matchConstraints)),
    ...conditionErrors(spec.matchConditions ?? [], 'spec.matchConditions'),
    ...(spec.variables ?? []).flatMap((variable, index) =>
      variableErrors(variable, `spec.variables[${index}]`),
    ),
  ]
}

function constraintErrors(match: MatchResources): Cause[] {
  const path = 'spec.matchConstraints'
  const causes = matchErrors(match, path)
  // One resource at least must be named.
  if ((match.resourceRules ?? []).length === 0) causes.push(required(`${path}.resourceRules`))
  return causes
}

const paramKindErrors = ({ apiVersion, kind }: ParamKind): Cause[] => [
  ...(apiVersion ? [] : [required('spec.paramKind.apiVersion')]),
  ...(kind ? [] : [required('spec.paramKind.kind')]),
]

function variableErrors({ name, expression }: Variable, path: string): Cause[] {
  const causes: Cause[] = []
  if (name === '') causes.push(required(`${path}.name`, 'name is not specified'))
  else if (!IDENTIFIER.test(name))
    causes.push(invalid(`${path}.name`, name, 'must be a valid CEL identifier'))
  if (expression.trim() === '')
    causes.push(required(`${path}.expression`, 'expression is not specified'))
  return causes
}

function validationErrors(validation: Validation, path: string): Cause[] {
  const { expression, message = '', reason } = validation
  const causes: Cause[] = []
  const trimmed = message.trim()
  if (expression.trim() === '')
    causes.push(required(`${path}.expression`, 'expression is not specified'))
  if (message !== '' && trimmed === '')
    causes.push(invalid(`${path}.message`, message, 'must be non-empty if specified'))
  else if (/[\r\n]/.test(trimmed))
    causes.push(invalid(`${path}.message`, message, 'must not contain line breaks'))
  // The real server names no Unauthorized, though it takes it.
  if (reason !== undefined && !REASONS.includes(reason))
    causes.push(notSupported(`${path}.reason`, reason, REASONS.slice(0, 3)))
  return causes
}

function annotationErrors(annotations: readonly AuditAnnotation[], policy: string): Cause[] {
  const keys = new Set<string>()
  return annotations.flatMap(({ key, valueExpression }, index) => {
    const path = `spec.auditAnnotations[${index}]`
    const causes: Cause[] = []
    const full = `${policy}/${key}`
    if (key === '') causes.push(required(`${path}.key`))
    else
      for (const text of qualifiedNameErrors(full)) causes.push(invalid(`${path}.key`, full, text))
    if (valueExpression.trim() === '')
      causes.push(required(`${path}.valueExpression`, 'valueExpression is not specified'))
    if (keys.has(key)) causes.push(duplicate(`${path}.key`, key))
    keys.add(key)
    return causes
  })
}

function validateMutating({ spec = {} }: MutatingAdmissionPolicy): Cause[] {
  const { mutations = [], reinvocationPolicy } = spec
  const causes = commonErrors(spec)
  if (mutations.length === 0)
    causes.push(required('spec.mutations', 'mutations must contain at least one item'))
  for (const [index, mutation] of mutations.entries())
    causes.push(...mutationErrors(mutation, `spec.mutations[${index}]`))
  if (!reinvocationPolicy) causes.push(required('spec.reinvocationPolicy'))
  else causes.push(...oneOfErrors(reinvocationPolicy, REINVOCATION, 'spec.reinvocationPolicy'))
  return causes
}

function mutationErrors(mutation: Mutation, path: string): Cause[] {
  const { patchType, applyConfiguration, jsonPatch } = mutation
  if (!patchType) return [required(`${path}.patchType`)]
  if (!PATCH_TYPES.includes(patchType))
    return [notSupported(`${path}.patchType`, patchType, PATCH_TYPES)]
  const wanted = patchType === 'JSONPatch' ? 'jsonPatch' : 'applyConfiguration'
  const other = patchType === 'JSONPatch' ? 'applyConfiguration' : 'jsonPatch'
  const sources = { applyConfiguration, jsonPatch }
  const causes: Cause[] = []
  if (sources[wanted] === undefined)
    causes.push(required(`${path}.${wanted}`, `must be specified when patchType is ${patchType}`))
  else if (!sources[wanted].expression?.trim())
    causes.push(required(`${path}.${wanted}.expression`, 'expression is not specified'))
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

export const validatingAdmissionPolicyBindingRules = bindingRules<ValidatingAdmissionPolicyBinding>(
  ({ spec }) => actionErrors(spec?.validationActions ?? []),
)
export const mutatingAdmissionPolicyBindingRules = bindingRules<MutatingAdmissionPolicyBinding>(
  () => [],
)

function bindingRules<T extends Binding>(more: (binding: T) => Cause[]): Rules<T> {
  const validate = (binding: T): Cause[] => [...bindingErrors(binding), ...more(binding)]
  return {
    defaults: binding => {
      const match = binding.spec?.matchResources
      if (match === undefined) return binding
      return { ...binding, spec: { ...binding.spec, matchResources: defaultMatch(match) } }
    },
    validate,
    validateUpdate: next => validate(next),
  }
}

function bindingErrors({ spec = {} }: Binding): Cause[] {
  const { policyName = '', paramRef, matchResources } = spec
  const path = 'spec.policyName'
  return [
    ...(policyName === ''
      ? [required(path)]
      : dnsSubdomainErrors(policyName).map(text => invalid(path, policyName, text))),
    ...(paramRef === undefined ? [] : paramRefErrors(paramRef, 'spec.paramRef')),
    ...(matchResources === undefined ? [] : matchErrors(matchResources, 'spec.matchResources')),
  ]
}

function paramRefErrors(paramRef: ParamRef, path: string): Cause[] {
  const { name = '', selector, parameterNotFoundAction: action } = paramRef
  const causes: Cause[] = []
  const exclusive = 'name and selector are mutually exclusive'
  for (const text of pathSegmentErrors(name)) causes.push(invalid(`${path}.name`, name, text))
  if (name !== '' && selector !== undefined)
    causes.push(forbidden(`${path}.name`, exclusive), forbidden(`${path}.selector`, exclusive))
  causes.push(...validateLabelSelector(selector, `${path}.selector`))
  if (name === '' && selector === undefined)
    causes.push(required(path, 'one of name or selector must be specified'))
  if (!action) causes.push(required(`${path}.parameterNotFoundAction`))
  else causes.push(...oneOfErrors(action, NOT_FOUND_ACTIONS, `${path}.parameterNotFoundAction`))
  return causes
}

function actionErrors(actions: readonly string[]): Cause[] {
  const path = 'spec.validationActions'
  if (actions.length === 0) return [required(path, 'at least one validation action is required')]
  const causes: Cause[] = []
  for (const [index, action] of actions.entries()) {
    causes.push(...oneOfErrors(action, ACTIONS, `${path}[${index}]`))
    if (actions.indexOf(action) < index) causes.push(duplicate(`${path}[${index}]`, action))
  }
  if (actions.includes('Deny') && actions.includes('Warn'))
    causes.push(
      invalid(
        path,
        actions,
        'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)',
      ),
    )
  return causes
}
