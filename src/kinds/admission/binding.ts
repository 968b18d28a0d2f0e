// The rules of the bindings of admission policies.
import { type Cause, duplicate, forbidden, invalid, required } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import { validateLabelSelector } from '../../meta/labels.ts'
import { dnsSubdomainErrors, pathSegmentErrors } from '../../meta/names.ts'
import type {
  MutatingAdmissionPolicyBinding,
  ParamRef,
  ValidatingAdmissionPolicyBinding,
} from '../../schema/generated/admissionregistration-v1.ts'
import { defaultMatch, matchErrors, mutableErrors, oneOfErrors } from './match.ts'

const ACTIONS = ['Audit', 'Deny', 'Warn']
const NOT_FOUND_ACTIONS = ['Deny', 'Allow']

type Binding = ValidatingAdmissionPolicyBinding | MutatingAdmissionPolicyBinding

export const validatingAdmissionPolicyBindingRules = bindingRules<ValidatingAdmissionPolicyBinding>(
  ({ spec }) => actionErrors(spec?.validationActions ?? []),
)
export const mutatingAdmissionPolicyBindingRules = bindingRules<MutatingAdmissionPolicyBinding>(
  ({ spec }) => mutableErrors(spec?.matchResources ?? {}, 'spec.matchResources'),
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
  const isBoth = name !== '' && selector !== undefined
  if (isBoth) causes.push(forbidden(`${path}.name`, exclusive))
  causes.push(...validateLabelSelector(selector, `${path}.selector`))
  if (isBoth) causes.push(forbidden(`${path}.selector`, exclusive))
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
