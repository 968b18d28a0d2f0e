// Binding: a Pod is told its node, once.
import { type Cause, notSupported, required } from '../../meta/field-errors.ts'
import type { ObjectReference, Pod, PodCondition } from '../../schema/generated/core-v1.ts'
import { specOf } from './parts.ts'
import { scheduledCondition } from './scheduled.ts'

/** What is wrong with the target of a binding. The real server answers such causes as a plain error. */
export function validateBinding(target: ObjectReference | undefined): Cause[] {
  const { kind = '', name = '' } = target ?? {}
  const out: Cause[] = []
  if (kind !== '' && kind !== 'Node')
    out.push(notSupported('target.kind', kind, ['Node', '<empty>']))
  if (name === '') out.push(required('target.name'))
  return out
}

/** Why a Pod cannot be bound (told after `Operation cannot be fulfilled on pods/binding "x": `), if so. */
export function bindingRefusal(pod: Pod): string | undefined {
  const spec = specOf(pod)
  const name = pod.metadata.name ?? ''
  if (pod.metadata.deletionTimestamp !== undefined)
    return `pod ${name} is being deleted, cannot be assigned to a host`
  if (spec.nodeName) return `pod ${name} is already assigned to node "${spec.nodeName}"`
  return (spec.schedulingGates ?? []).length > 0
    ? `pod ${name} has non-empty .spec.schedulingGates`
    : undefined
}

/** What a binding adds beside the node. */
export interface BindingMetadata {
  readonly annotations?: Readonly<Record<string, string>> | undefined
  readonly labels?: Readonly<Record<string, string>> | undefined
}

/** The Pod as bound: its node, the condition PodScheduled, and what the binding's metadata adds. */
export function bindPod(
  pod: Pod,
  nodeName: string,
  nowMs: number,
  { annotations, labels }: BindingMetadata = {},
): Pod {
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      ...(annotations === undefined
        ? {}
        : { annotations: { ...pod.metadata.annotations, ...annotations } }),
      ...(labels === undefined ? {} : { labels: { ...pod.metadata.labels, ...labels } }),
    },
    spec: { ...specOf(pod), nodeName },
    status: { ...pod.status, conditions: scheduled(pod.status?.conditions ?? [], nowMs) },
  }
}

function scheduled(conditions: readonly PodCondition[], nowMs: number): PodCondition[] {
  const before = conditions.find(({ type }) => type === 'PodScheduled')
  if (before?.status === 'True') return [...conditions]
  const condition = scheduledCondition('True', nowMs)
  if (before === undefined) return [...conditions, condition]
  return conditions.map(other => (other === before ? condition : other))
}
