// What extends the API: webhooks, admission policies, aggregated services.
import type { LabelSelector } from '../../meta/labels.ts'
import type {
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  MutatingWebhookConfiguration,
  ParamKind,
  ParamRef,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
} from '../../schema/generated/admissionregistration-v1.ts'
import type { APIService } from '../../schema/generated/apiregistration-v1.ts'
import { age, ageOf, integer, name, nameOf, printer, text, UNSET } from './columns.ts'

export const webhookConfigurationPrinter = printer<
  MutatingWebhookConfiguration | ValidatingWebhookConfiguration
>(
  [
    name,
    integer(
      'Webhooks',
      'Webhooks indicates the number of webhooks registered in this configuration',
    ),
    age,
  ],
  (configuration, context) => [
    nameOf(configuration),
    configuration.webhooks?.length ?? 0,
    ageOf(configuration, context),
  ],
)

const paramKind = text(
  'ParamKind',
  'ParamKind specifies the kind of resources used to parameterize this policy',
)

const paramKindText = (kind: ParamKind | undefined): string =>
  kind === undefined ? UNSET : `${kind.apiVersion ?? ''}/${kind.kind ?? ''}`

export const validatingAdmissionPolicyPrinter = printer<ValidatingAdmissionPolicy>(
  [
    name,
    integer(
      'Validations',
      'Validations indicates the number of validation rules defined in this configuration',
    ),
    paramKind,
    age,
  ],
  (policy, context) => [
    nameOf(policy),
    policy.spec?.validations?.length ?? 0,
    paramKindText(policy.spec?.paramKind),
    ageOf(policy, context),
  ],
)

export const mutatingAdmissionPolicyPrinter = printer<MutatingAdmissionPolicy>(
  [
    name,
    integer(
      'Mutations',
      'Mutation indicates the number of mutations rules defined in this configuration',
    ),
    paramKind,
    age,
  ],
  (policy, context) => [
    nameOf(policy),
    policy.spec?.mutations?.length ?? 0,
    paramKindText(policy.spec?.paramKind),
    ageOf(policy, context),
  ],
)

export const admissionPolicyBindingPrinter = printer<
  MutatingAdmissionPolicyBinding | ValidatingAdmissionPolicyBinding
>(
  [
    name,
    text(
      'PolicyName',
      'PolicyName indicates the policy definition which the policy binding binded to',
    ),
    text('ParamRef', 'ParamRef indicates the param resource which sets the configration param'),
    age,
  ],
  (binding, context) => [
    nameOf(binding),
    binding.spec?.policyName ?? '',
    paramRefText(binding.spec?.paramRef),
    ageOf(binding, context),
  ],
)

/** A parameter without a namespace may be of the cluster or of any: it is shown with a star. */
function paramRefText(paramRef: ParamRef | undefined): string {
  if (paramRef?.name) return `${paramRef.namespace || '*'}/${paramRef.name}`
  return paramRef?.selector === undefined ? UNSET : goSelector(paramRef.selector)
}

/** The selector is shown as Go's debugger would. */
function goSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.keys(matchLabels)
    .sort()
    .map(key => `${key}: ${matchLabels[key]},`)
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  )
  return (
    `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},` +
    `MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`
  )
}

export const apiServicePrinter = printer<APIService>(
  [
    name,
    text('Service', 'The reference to the service that hosts this API endpoint.'),
    text('Available', 'Whether this service is available.'),
    age,
  ],
  (apiService, context) => {
    const service = apiService.spec?.service
    return [
      nameOf(apiService),
      service === undefined ? 'Local' : `${service.namespace ?? ''}/${service.name ?? ''}`,
      availability(apiService),
      ageOf(apiService, context),
    ]
  },
)

function availability(apiService: APIService): string {
  const condition = apiService.status?.conditions?.find(({ type }) => type === 'Available')
  if (condition === undefined) return 'Unknown'
  const tellsWhy = condition.status !== 'True' && condition.reason
  return tellsWhy ? `${condition.status} (${condition.reason})` : condition.status
}
