// How Pods live and which nodes are up, read off the PodBehaviors and Faults of the simulated world.
import { podBehavior as behaviorKind } from '../kinds/index.ts'
import { msOf } from '../kinds/mimikube/checks.ts'
import { type LabelSelector, matches, selectorFromObject } from '../meta/labels.ts'
import type { Registry } from '../registry/registry.ts'
import type { Node, Pod } from '../schema/generated/core-v1.ts'
import type {
  PodBehavior as BehaviorObject,
  Fault,
  FaultSpec,
} from '../schema/generated/mimikube-v1alpha1.ts'
import type { PodBehavior } from './behavior.ts'
import { findNode } from './objects.ts'

/** What is left out of a PodBehavior is as it would be without. */
export function behaviorOf(
  registry: Registry,
  active: readonly Fault[],
  usual: PodBehavior,
  pod: Pod,
): PodBehavior {
  const object = registry
    .all<BehaviorObject>(behaviorKind, pod.metadata.namespace ?? '')
    .find(one => selects(one.spec?.selector, pod))
  let behavior = object === undefined ? usual : described(object, usual)
  for (const { spec } of active)
    if (spec !== undefined && concernsPod(registry, spec, pod)) behavior = withFault(behavior, spec)
  return behavior
}

/** Whether the kubelet of a node is at work and reaches the API server. */
export const isUp = (registry: Registry, active: readonly Fault[], nodeName: string): boolean =>
  !active.some(({ spec }) => {
    if (spec?.type !== 'NodeDown' && spec?.type !== 'Partition') return false
    const node = findNode(registry, nodeName)
    return node !== undefined && concernsNode(spec, node)
  })

const OOM_EXIT_CODE = 137

function described({ spec = {} }: BehaviorObject, usual: PodBehavior): PodBehavior {
  const { runDuration, exitReason, imagePullError, logLines } = spec
  const exitCode = spec.exitCode || (exitReason === 'OOMKilled' ? OOM_EXIT_CODE : 0)
  return {
    ...usual,
    startAfterMs: msOf(spec.startDelay, usual.startAfterMs),
    readyAfterMs: msOf(spec.readyDelay, usual.readyAfterMs),
    stopAfterMs: msOf(spec.stopDelay, usual.stopAfterMs),
    ...(runDuration === undefined ? {} : { runsForMs: atLeastASecond(msOf(runDuration, 0)) }),
    exitCode,
    ...(exitReason === undefined ? {} : { exitReason }),
    ...(imagePullError === undefined ? {} : { imagePullError }),
    ...(logLines === undefined ? {} : { logLines }),
  }
}

/** Containers that end the moment they start would leave nothing to see. */
const atLeastASecond = (ms: number): number => Math.max(ms, 1_000)

function withFault(behavior: PodBehavior, spec: FaultSpec): PodBehavior {
  const delayMs = msOf(spec.delay, 0)
  switch (spec.type) {
    case 'ImagePullError':
      return { ...behavior, imagePullError: spec.message ?? '' }
    case 'SlowImagePull':
    case 'SlowStart':
      return { ...behavior, startAfterMs: behavior.startAfterMs + delayMs }
    case 'Crash':
      return { ...behavior, runsForMs: atLeastASecond(delayMs), exitCode: spec.exitCode ?? 1 }
    case 'ProbeFailure':
      return {
        ...behavior,
        probeFailure: spec.message ?? 'HTTP probe failed with statuscode: 500',
      }
    default:
      return behavior
  }
}

/** Whether a Fault concerns the containers of a Pod. */
export function concernsPod(registry: Registry, spec: FaultSpec, pod: Pod): boolean {
  const { namespaces = [], podSelector } = spec
  if (namespaces.length > 0 && !namespaces.includes(pod.metadata.namespace ?? '')) return false
  if (!selects(podSelector, pod)) return false
  const node = findNode(registry, pod.spec?.nodeName ?? '')
  return node !== undefined && concernsNode(spec, node)
}

/** Whether a Fault concerns a node. */
export function concernsNode({ nodeNames = [], nodeSelector }: FaultSpec, node: Node): boolean {
  if (nodeNames.length > 0 && !nodeNames.includes(node.metadata.name ?? '')) return false
  return selects(nodeSelector, node)
}

const selects = (selector: LabelSelector | undefined, object: Pod | Node): boolean =>
  selector === undefined || matches(selectorFromObject(selector), object.metadata.labels)
