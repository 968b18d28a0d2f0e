// The rules of HorizontalPodAutoscalers, in their version 2.
import { type Cause, forbidden, invalid, notSupported, required } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import { NOT_NEGATIVE, validateNonNegative } from '../../meta/object-meta.ts'
import { isNegative } from '../../meta/quantity.ts'
import type {
  CrossVersionObjectReference,
  HorizontalPodAutoscaler,
  HPAScalingPolicy,
  HPAScalingRules,
} from '../../schema/generated/autoscaling-v2.ts'
import { withStatus } from '../status.ts'
import { autoscalerDefaults } from './defaults.ts'
import { metricErrors, referenceErrors } from './validate-metric.ts'

const SELECT_POLICIES = ['Disabled', 'Max', 'Min']
const POLICY_TYPES = ['Percent', 'Pods']
const WINDOW_SECONDS_MAX = 3600
const PERIOD_SECONDS_MAX = 1800

export const horizontalPodAutoscalerRules: Rules<HorizontalPodAutoscaler> = {
  defaults: autoscalerDefaults,
  prepareForCreate: draft => withStatus(draft, { desiredReplicas: 0, currentMetrics: null }),
  prepareForUpdate: (next, old) => withStatus(next, old.status),
  validate: draft => validate(draft, undefined),
  validateUpdate: validate,
}

export const horizontalPodAutoscalerStatusRules: Pick<
  Rules<HorizontalPodAutoscaler>,
  'prepareForUpdate' | 'validateUpdate'
> = {
  prepareForUpdate: (next, old) => withStatus({ ...old, metadata: next.metadata }, next.status),
  validateUpdate: ({ status }) => [
    ...validateNonNegative(status?.currentReplicas ?? 0, 'status.currentReplicas'),
    ...validateNonNegative(status?.desiredReplicas ?? 0, 'status.desiredReplicas'),
  ],
}

function validate(
  { spec }: HorizontalPodAutoscaler,
  old: HorizontalPodAutoscaler | undefined,
): Cause[] {
  const { minReplicas, maxReplicas = 0, metrics = [], behavior } = spec ?? {}
  const causes: Cause[] = []
  if (minReplicas !== undefined && minReplicas < 1)
    causes.push(invalid('spec.minReplicas', minReplicas, 'must be greater than or equal to 1'))
  if (maxReplicas === 0) causes.push(required('spec.maxReplicas', 'must be set and greater than 0'))
  else if (maxReplicas < 1)
    causes.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to 1'))
  if (minReplicas !== undefined && maxReplicas < minReplicas)
    causes.push(
      invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'),
    )
  causes.push(...referenceErrors(spec?.scaleTargetRef, 'spec.scaleTargetRef'))
  causes.push(...targetVersionErrors(spec?.scaleTargetRef, old?.spec?.scaleTargetRef))
  for (const [index, metric] of metrics.entries())
    causes.push(...metricErrors(metric, `spec.metrics[${index}]`))
  const isOfOthers = metrics.some(({ type }) => type === 'Object' || type === 'External')
  if (minReplicas === 0 && !isOfOthers)
    causes.push(
      forbidden(
        'spec.metrics',
        'must specify at least one Object or External metric to support scaling to zero replicas',
      ),
    )
  causes.push(...scalingErrors(behavior?.scaleUp, 'spec.behavior.scaleUp'))
  causes.push(...scalingErrors(behavior?.scaleDown, 'spec.behavior.scaleDown'))
  return causes
}

/** What is scaled has a group, but for the one such kind of the legacy group; what was there may stay. */
function targetVersionErrors(
  target: CrossVersionObjectReference | undefined,
  old: CrossVersionObjectReference | undefined,
): Cause[] {
  const { apiVersion = '', kind } = target ?? {}
  if (old !== undefined && (old.apiVersion ?? '') === apiVersion && old.kind === kind) return []
  const wrong = (text: string): Cause[] => [
    invalid('spec.scaleTargetRef.apiVersion', apiVersion, text),
  ]
  const parts = apiVersion.split('/')
  if (parts.length > 2) return wrong(`unexpected GroupVersion string: ${apiVersion}`)
  const group = parts.length === 2 ? parts[0] : ''
  if (group !== '' || kind === 'ReplicationController') return []
  return wrong('apiVersion must specify API group')
}

function scalingErrors(rules: HPAScalingRules | undefined, path: string): Cause[] {
  if (rules === undefined) return []
  const { stabilizationWindowSeconds: window, selectPolicy, policies = [], tolerance } = rules
  const causes: Cause[] = []
  if (window !== undefined && window < 0)
    causes.push(
      invalid(
        `${path}.stabilizationWindowSeconds`,
        window,
        'must be greater than or equal to zero',
      ),
    )
  if (window !== undefined && window > WINDOW_SECONDS_MAX)
    causes.push(
      invalid(
        `${path}.stabilizationWindowSeconds`,
        window,
        `must be less than or equal to ${WINDOW_SECONDS_MAX}`,
      ),
    )
  if (selectPolicy !== undefined && !SELECT_POLICIES.includes(selectPolicy))
    causes.push(notSupported(`${path}.selectPolicy`, selectPolicy, SELECT_POLICIES))
  if (policies.length === 0)
    causes.push(required(`${path}.policies`, 'must specify at least one Policy'))
  for (const [index, policy] of policies.entries())
    causes.push(...policyErrors(policy, `${path}.policies[${index}]`))
  if (tolerance !== undefined && isNegative(tolerance))
    causes.push(invalid(`${path}.tolerance`, tolerance, NOT_NEGATIVE))
  return causes
}

function policyErrors({ type, value, periodSeconds }: HPAScalingPolicy, path: string): Cause[] {
  const causes: Cause[] = []
  if (!POLICY_TYPES.includes(type)) causes.push(notSupported(`${path}.type`, type, POLICY_TYPES))
  if (value <= 0) causes.push(invalid(`${path}.value`, value, 'must be greater than zero'))
  if (periodSeconds <= 0)
    causes.push(invalid(`${path}.periodSeconds`, periodSeconds, 'must be greater than zero'))
  if (periodSeconds > PERIOD_SECONDS_MAX)
    causes.push(
      invalid(
        `${path}.periodSeconds`,
        periodSeconds,
        `must be less than or equal to ${PERIOD_SECONDS_MAX}`,
      ),
    )
  return causes
}
