// Binds a Pod to a node, for the scheduler and for whoever posts a Binding. As in the real server the
// write goes past the rules of Pods and past managed fields: nobody owns spec.nodeName.
import { pod as podKind } from '../../kinds/index.ts'
import { topologyOf } from '../../kinds/pod/topology.ts'
import { badRequest, conflict, notFound, plainError, type Status } from '../../meta/status.ts'
import type { RequestContext } from '../../registry/context.ts'
import { uidConflict } from '../../registry/preconditions.ts'
import type { Registry } from '../../registry/registry.ts'
import { keyOf } from '../../registry/target.ts'
import { withPodCondition } from '../../scheduling/conditions.ts'
import type { Binding, Node, Pod } from '../../schema/generated/core-v1.ts'
import { checkBodyKind } from '../node/body-kind.ts'
import { findNode, podTarget } from '../node/objects.ts'

const BOUND: Status = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  code: 201,
}

/** Answers `POST pods/NAME/binding`, and `POST bindings` where `podName` is the Binding's own name. */
export async function bind(
  registry: Registry,
  namespace: string,
  podName: string,
  binding: Binding,
  context: RequestContext,
): Promise<Status> {
  checkBodyKind(binding, 'Binding', 'core.Binding')
  const { name = '', namespace: within = '' } = (binding as Partial<Binding>).metadata ?? {}
  if (within !== '' && within !== namespace)
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    )
  if (name !== podName) throw badRequest('name in URL does not match name in Binding object')
  const causes = targetTroubles(binding)
  if (causes.length > 0)
    throw plainError(causes.length === 1 ? (causes[0] ?? '') : `[${causes.join(', ')}]`)
  await assign(registry, namespace, podName, binding, context)
  return BOUND
}

function targetTroubles(binding: Binding): string[] {
  const { kind = '', name = '' } = binding.target ?? {}
  const causes: string[] = []
  if (kind !== '' && kind !== 'Node')
    causes.push(
      `target.kind: Unsupported value: ${JSON.stringify(kind)}: supported values: "Node", "<empty>"`,
    )
  if (name === '') causes.push('target.name: Required value')
  return causes
}

async function assign(
  registry: Registry,
  namespace: string,
  name: string,
  binding: Binding,
  context: RequestContext,
): Promise<void> {
  if (name === '') throw badRequest('Name parameter required.')
  const of = podTarget(namespace, name)
  const node = findNode(registry, binding.target?.name ?? '')
  for (;;) {
    const entry = registry.store.get(keyOf(of))
    if (entry === undefined) throw notFound(podKind, name)
    const pod = entry.object as Pod
    checkUid(pod, binding)
    const why = whyNot(pod)
    if (why !== undefined) throw conflict({ group: '', plural: 'pods/binding' }, name, why)
    const next = assigned(pod, binding, node, registry.clock.nowMs())
    if (context.dryRun) return
    const done = await registry.store.commit(keyOf(of), entry.revision, next)
    if (done.ok) return
  }
}

function checkUid(pod: Pod, binding: Binding): void {
  const { uid = '' } = binding.metadata
  const { namespace = '', name = '', uid: stored = '' } = pod.metadata
  if (uid !== '' && uid !== stored) throw uidConflict(podTarget(namespace, name), uid, stored)
}

function whyNot(pod: Pod): string | undefined {
  const { name = '', deletionTimestamp } = pod.metadata
  const { nodeName = '', schedulingGates = [] } = pod.spec ?? {}
  if (deletionTimestamp !== undefined)
    return `pod ${name} is being deleted, cannot be assigned to a host`
  if (nodeName !== '') return `pod ${name} is already assigned to node ${JSON.stringify(nodeName)}`
  if (schedulingGates.length > 0) return `pod ${name} has non-empty .spec.schedulingGates`
  return undefined
}

/** The Pod on its node, with the annotations and labels of the Binding and the topology of the node. */
function assigned(pod: Pod, binding: Binding, node: Node | undefined, nowMs: number): Pod {
  const { annotations = {}, labels: given = {} } = binding.metadata
  const topology = binding.target?.kind === 'Node' ? topologyOf(node) : {}
  const labels = { ...pod.metadata.labels, ...given, ...topology }
  const { nominatedNodeName: _, ...status } = withPodCondition(
    pod,
    { type: 'PodScheduled', status: 'True' },
    nowMs,
  )
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      ...(Object.keys(annotations).length === 0
        ? {}
        : { annotations: { ...pod.metadata.annotations, ...annotations } }),
    },
    spec: { ...pod.spec, nodeName: binding.target?.name ?? '' },
    status,
  }
}
