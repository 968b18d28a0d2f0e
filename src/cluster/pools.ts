// The pools that a new world begins with, and the machines that pools start.
import { controllerReference } from '../controllers/claim.ts'
import { nameOfNode } from '../controllers/nodepool/plan.ts'
import { node as nodeKind, nodePool as poolKind } from '../kinds/index.ts'
import { registrarContext } from '../kubelet/context.ts'
import { nodeObject } from '../kubelet/register.ts'
import { systemContext, through } from '../registry/context.ts'
import type { Registry } from '../registry/registry.ts'
import { target } from '../registry/target.ts'
import { CONTROL_PLANE_LABEL } from '../scheduling/labels.ts'
import type { Node } from '../schema/generated/core-v1.ts'
import type { NodePool } from '../schema/generated/mimikube-v1alpha1.ts'
import type { Store } from '../store/store.ts'
import { hasNodes, type PopulateOptions } from './populate.ts'

const CONTEXT = systemContext('system:apiserver', 'kube-apiserver', ['system:masters'])

/** Makes the pools of a new world, with their nodes. */
export async function addPools(registry: Registry, options: PopulateOptions): Promise<void> {
  let index = 1
  for (const draft of poolsOf(options)) {
    const pool = await registry.create<NodePool>(target<NodePool>(poolKind), draft, CONTEXT)
    const replicas = pool.spec?.replicas ?? 0
    const names = Array.from({ length: replicas }, (_, n) => nameOfNode(pool, n + 1))
    await Promise.all(names.map(name => startMachine(registry, pool, name, index++)))
    const status = { replicas, readyReplicas: replicas, observedGeneration: 1 }
    await registry.modify(
      target<NodePool>(poolKind, '', pool.metadata.name ?? ''),
      live => ({ ...live, status }),
      through(CONTEXT, 'status'),
    )
  }
}

function poolsOf({ nodes, controlPlaneNodes }: PopulateOptions): NodePool[] {
  const pool = (name: string, spec: NonNullable<NodePool['spec']>): NodePool => ({
    kind: 'NodePool',
    apiVersion: 'mimikube.dev/v1alpha1',
    metadata: { name },
    spec,
  })
  const controlPlane = {
    metadata: {
      name: 'control-plane',
      labels: {
        [CONTROL_PLANE_LABEL]: '',
        'node.kubernetes.io/exclude-from-external-load-balancers': '',
      },
    },
    spec: { taints: [{ key: CONTROL_PLANE_LABEL, effect: 'NoSchedule' }] },
  }
  return [
    ...(controlPlaneNodes === 0
      ? []
      : [pool('control-plane', { replicas: controlPlaneNodes, template: controlPlane })]),
    pool('workers', { replicas: nodes, template: { metadata: { generateName: 'worker-' } } }),
  ]
}

/** Whether the group of the simulated world is served: where there are such nodes, or objects of the group. */
export const servesWorld = (store: Store, options: PopulateOptions): boolean =>
  hasNodes(options) ||
  store
    .snapshot()
    .resources()
    .some(resource => resource.startsWith(`${poolKind.group}/`))

/** The kubelet of a new machine registers: labels, taints and size are the pool's. */
export async function startMachine(
  registry: Registry,
  pool: NodePool,
  name: string,
  index?: number,
): Promise<void> {
  const nowMs = registry.clock.nowMs()
  const plain = nodeObject({ name, controlPlane: false, index: index ?? 0, nowMs })
  const { metadata = {}, spec = {} } = pool.spec?.template ?? {}
  const { taints, unschedulable, capacity, allocatable } = spec
  const status = {
    ...plain.status,
    capacity: { ...plain.status?.capacity, ...capacity },
    allocatable: { ...plain.status?.allocatable, ...capacity, ...allocatable },
  }
  // Who is not given an address takes a free one when its status is posted.
  const { addresses: _, ...unaddressed } = status
  const node: Node = {
    ...plain,
    metadata: {
      ...plain.metadata,
      labels: { ...plain.metadata.labels, ...metadata.labels },
      annotations: { ...plain.metadata.annotations, ...metadata.annotations },
      ownerReferences: [controllerReference(poolKind, pool)],
    },
    spec: {
      ...(taints === undefined ? {} : { taints }),
      ...(unschedulable ? { unschedulable } : {}),
    },
    status: index === undefined ? { ...unaddressed, conditions: [] } : status,
  }
  await registry.create(target<Node>(nodeKind), node, registrarContext(name))
}
