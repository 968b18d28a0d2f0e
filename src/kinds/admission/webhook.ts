// The rules of webhook configurations, validating and mutating alike.
import { type Cause, duplicate, invalid, required } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import { validateLabelSelector } from '../../meta/labels.ts'
import { dns1035LabelErrors, dnsSubdomainErrors } from '../../meta/names.ts'
import type {
  MutatingWebhook,
  MutatingWebhookConfiguration,
  RuleWithOperations,
  ValidatingWebhook,
  ValidatingWebhookConfiguration,
} from '../../schema/generated/admissionregistration-v1.ts'
import { filled, mappedIn } from '../same.ts'
import { clientConfigErrors } from './client-config.ts'
import {
  conditionErrors,
  defaultRule,
  FAILURE_POLICIES,
  MATCH_POLICIES,
  oneOfErrors,
  ruleErrors,
} from './match.ts'

type Webhook = ValidatingWebhook | MutatingWebhook
type Configuration = ValidatingWebhookConfiguration | MutatingWebhookConfiguration

const SIDE_EFFECTS = ['None', 'NoneOnDryRun']
const REINVOCATION = ['IfNeeded', 'Never']
const REVIEW_VERSIONS = ['v1', 'v1beta1']
const TIMEOUT_SECONDS_MAX = 30

export const validatingWebhookRules = configurationRules<ValidatingWebhookConfiguration>(false)
export const mutatingWebhookRules = configurationRules<MutatingWebhookConfiguration>(true)

function configurationRules<T extends Configuration>(isMutating: boolean): Rules<T> {
  const validate = ({ webhooks = [] }: T): Cause[] => webhooksErrors(webhooks)
  return {
    defaults: configuration =>
      mappedIn(configuration as Configuration, 'webhooks', (webhook: Webhook) =>
        defaultWebhook(webhook, isMutating),
      ) as T,
    validate,
    validateUpdate: next => validate(next),
  }
}

function defaultWebhook(webhook: Webhook, isMutating: boolean): Webhook {
  const known = filled<Webhook>(webhook, {
    failurePolicy: 'Fail',
    matchPolicy: 'Equivalent',
    namespaceSelector: {},
    objectSelector: {},
    timeoutSeconds: 10,
    ...(isMutating ? { reinvocationPolicy: 'Never' } : {}),
  })
  const ruled: Webhook = mappedIn(known, 'rules', (rule: RuleWithOperations) => defaultRule(rule))
  const service = ruled.clientConfig?.service
  if (service === undefined || service.port !== undefined) return ruled
  return { ...ruled, clientConfig: { ...ruled.clientConfig, service: { ...service, port: 443 } } }
}

function webhooksErrors(webhooks: readonly Webhook[]): Cause[] {
  const names = new Set<string>()
  return webhooks.flatMap((webhook, index) => {
    const path = `webhooks[${index}]`
    const causes = [
      ...webhookErrors(webhook, path),
      ...versionErrors(webhook.admissionReviewVersions ?? [], `${path}.admissionReviewVersions`),
    ]
    if (webhook.name !== '' && names.has(webhook.name))
      causes.push(duplicate(`${path}.name`, webhook.name))
    names.add(webhook.name)
    return causes
  })
}

function webhookErrors(webhook: Webhook, path: string): Cause[] {
  const { timeoutSeconds: seconds, sideEffects } = webhook
  const text = `must specify one of ${SIDE_EFFECTS.join(', ')}`
  const isLate = seconds !== undefined && (seconds < 1 || seconds > TIMEOUT_SECONDS_MAX)
  const reinvocation = (webhook as MutatingWebhook).reinvocationPolicy
  return [
    ...fullNameErrors(webhook.name, `${path}.name`),
    ...(webhook.rules ?? []).flatMap((rule, index) => ruleErrors(rule, `${path}.rules[${index}]`)),
    ...oneOfErrors(webhook.failurePolicy, FAILURE_POLICIES, `${path}.failurePolicy`),
    ...oneOfErrors(webhook.matchPolicy, MATCH_POLICIES, `${path}.matchPolicy`),
    ...((sideEffects ?? undefined) === undefined
      ? [required(`${path}.sideEffects`, text)]
      : oneOfErrors(sideEffects, SIDE_EFFECTS, `${path}.sideEffects`)),
    ...(isLate
      ? [
          invalid(
            `${path}.timeoutSeconds`,
            seconds,
            `the timeout value must be between 1 and ${TIMEOUT_SECONDS_MAX} seconds`,
          ),
        ]
      : []),
    ...validateLabelSelector(webhook.namespaceSelector, `${path}.namespaceSelector`),
    ...validateLabelSelector(webhook.objectSelector, `${path}.objectSelector`),
    ...oneOfErrors(reinvocation, REINVOCATION, `${path}.reinvocationPolicy`),
    ...clientConfigErrors(webhook.clientConfig ?? {}, `${path}.clientConfig`),
    ...conditionErrors(
      webhook.matchConditions ?? [],
      { authorizer: true },
      `${path}.matchConditions`,
    ),
  ]
}

function fullNameErrors(name: string, path: string): Cause[] {
  if (name === '') return [required(path)]
  const errors = dnsSubdomainErrors(name)
  if (errors.length > 0) return errors.map(text => invalid(path, name, text))
  if (name.split('.').length >= 3) return []
  return [invalid(path, name, 'should be a domain with at least three segments separated by dots')]
}

function versionErrors(versions: readonly string[], path: string): Cause[] {
  const known = REVIEW_VERSIONS.join(', ')
  if (versions.length === 0) return [required(path, `must specify one of ${known}`)]
  const causes: Cause[] = []
  for (const [index, version] of versions.entries()) {
    const at = `${path}[${index}]`
    if (versions.indexOf(version) < index) {
      causes.push(invalid(at, version, 'duplicate version'))
      continue
    }
    for (const text of dns1035LabelErrors(version)) causes.push(invalid(at, version, text))
  }
  if (!versions.some(version => REVIEW_VERSIONS.includes(version)))
    causes.push(invalid(path, versions, `must include at least one of ${known}`))
  return causes
}
