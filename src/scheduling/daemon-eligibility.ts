// Which nodes run a Pod of a DaemonSet. Only names, labels and taints of nodes count here; resources,
// ports, conditions and other Pods are the scheduler's business.
import type {
  Node,
  Pod,
  PodSpec,
  PodTemplateSpec,
  Toleration,
} from '../schema/generated/core-v1.ts'
import {
  TAINT_DISK_PRESSURE,
  TAINT_MEMORY_PRESSURE,
  TAINT_NETWORK_UNAVAILABLE,
  TAINT_NOT_READY,
  TAINT_PID_PRESSURE,
  TAINT_UNREACHABLE,
  TAINT_UNSCHEDULABLE,
} from './labels.ts'
import { matchesNodeAffinity, nodeNamedByAffinity } from './node-selector.ts'
import { BLOCKING_EFFECTS, untolerated } from './taints.ts'

/** Whether a node should get a Pod of the template, and whether one that is there may stay. */
export interface Eligibility {
  readonly shouldRun: boolean
  readonly shouldContinue: boolean
}

/** An untolerated NoSchedule taint keeps new Pods away, an untolerated NoExecute taint drives running ones out too. */
export function eligibility(template: PodTemplateSpec, node: Node): Eligibility {
  const spec = template.spec
  if (spec === undefined || !asksFor(spec, node)) return { shouldRun: false, shouldContinue: false }
  const taints = node.spec?.taints ?? []
  if (taints.length === 0) return { shouldRun: true, shouldContinue: true }
  const tolerations = withInjectedTolerations(spec)
  return {
    shouldRun: untolerated(taints, tolerations, BLOCKING_EFFECTS) === undefined,
    shouldContinue: untolerated(taints, tolerations, ['NoExecute']) === undefined,
  }
}

function asksFor(spec: PodSpec, node: Node): boolean {
  const nodeName = spec.nodeName ?? ''
  return (nodeName === '' || nodeName === node.metadata.name) && matchesNodeAffinity(spec, node)
}

/**
 * The template's tolerations with those that the controller gives to each of its Pods. One of the same key, operator,
 * effect and value is put in the place of the user's, so that its tolerationSeconds are gone.
 */
export function withInjectedTolerations(spec: PodSpec): readonly Toleration[] {
  const tolerations = [...(spec.tolerations ?? [])]
  for (const injected of spec.hostNetwork === true ? INJECTED_WITH_HOST_NETWORK : INJECTED) {
    const index = tolerations.findIndex(own => sameToleration(own, injected))
    if (index < 0) tolerations.push(injected)
    else tolerations[index] = injected
  }
  return tolerations
}

const exists = (key: string, effect: string): Toleration =>
  Object.freeze({ key, operator: 'Exists', effect })

const INJECTED: readonly Toleration[] = [
  exists(TAINT_NOT_READY, 'NoExecute'),
  exists(TAINT_UNREACHABLE, 'NoExecute'),
  exists(TAINT_DISK_PRESSURE, 'NoSchedule'),
  exists(TAINT_MEMORY_PRESSURE, 'NoSchedule'),
  exists(TAINT_PID_PRESSURE, 'NoSchedule'),
  exists(TAINT_UNSCHEDULABLE, 'NoSchedule'),
]

const INJECTED_WITH_HOST_NETWORK: readonly Toleration[] = [
  ...INJECTED,
  exists(TAINT_NETWORK_UNAVAILABLE, 'NoSchedule'),
]

const sameToleration = (a: Toleration, b: Toleration): boolean =>
  (a.key ?? '') === (b.key ?? '') &&
  (a.operator ?? '') === (b.operator ?? '') &&
  (a.effect ?? '') === (b.effect ?? '') &&
  (a.value ?? '') === (b.value ?? '')

/** The node a Pod of a DaemonSet is for: the one it is bound to, else the one that its affinity names. */
export function targetNodeOf(pod: Pod): string | undefined {
  const bound = pod.spec?.nodeName ?? ''
  if (bound !== '') return bound
  return pod.spec === undefined ? undefined : nodeNamedByAffinity(pod.spec)
}
