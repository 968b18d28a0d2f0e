// What an autoscaler does when it does not say.
import { sentEmpty } from '../../schema/decode/empties.ts'
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerBehavior,
  HPAScalingRules,
} from '../../schema/generated/autoscaling-v2.ts'
import { filled } from '../same.ts'
import { withoutShown } from './annotations.ts'

const SCALE_UP: HPAScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
}
const SCALE_DOWN: HPAScalingRules = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
}
const CPU = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
}

export function autoscalerDefaults(autoscaler: HorizontalPodAutoscaler): HorizontalPodAutoscaler {
  const given: NonNullable<HorizontalPodAutoscaler['spec']> = autoscaler.spec ?? { maxReplicas: 0 }
  const { metrics = [], behavior } = given
  const spec = filled(given, { minReplicas: 1 })
  return {
    ...withoutShown(autoscaler),
    spec: {
      ...spec,
      ...(metrics.length === 0 ? { metrics: [CPU] } : {}),
      ...(behavior === undefined ? {} : { behavior: withRules(behavior) }),
    },
  }
}

const withRules = (behavior: HorizontalPodAutoscalerBehavior): HorizontalPodAutoscalerBehavior => ({
  scaleUp: { ...SCALE_UP, ...said(behavior.scaleUp) },
  scaleDown: { ...SCALE_DOWN, ...said(behavior.scaleDown) },
})

/** Rules that were sent, also those that name policies and then none. */
const said = (rules: HPAScalingRules = {}): HPAScalingRules =>
  sentEmpty(rules, 'policies') === undefined ? rules : { ...rules, policies: [] }
