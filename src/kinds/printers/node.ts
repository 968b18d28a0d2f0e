// Nodes, namespaces and components.
import type { ComponentStatus, Namespace, Node } from '../../schema/generated/core-v1.ts'
import { age, ageOf, NONE, name, nameOf, printer, text, UNKNOWN, wide } from './columns.ts'
import { doc } from './descriptions.ts'

export const nodePrinter = printer<Node>(
  [
    name,
    text('Status', 'The status of the node'),
    text('Roles', 'The roles of the node'),
    age,
    text('Version', doc.NodeSystemInfo.kubeletVersion),
    wide(text('Internal-IP', doc.NodeStatus.addresses)),
    wide(text('External-IP', doc.NodeStatus.addresses)),
    wide(text('OS-Image', doc.NodeSystemInfo.osImage)),
    wide(text('Kernel-Version', doc.NodeSystemInfo.kernelVersion)),
    wide(text('Container-Runtime', doc.NodeSystemInfo.containerRuntimeVersion)),
  ],
  (node, context) => {
    const info = node.status?.nodeInfo
    return [
      nameOf(node),
      nodeStatus(node),
      nodeRoles(node),
      ageOf(node, context),
      info?.kubeletVersion ?? '',
      address(node, 'InternalIP'),
      address(node, 'ExternalIP'),
      info?.osImage || UNKNOWN,
      info?.kernelVersion || UNKNOWN,
      info?.containerRuntimeVersion || UNKNOWN,
    ]
  },
)

function nodeStatus(node: Node): string {
  // Of several conditions of one type the last counts.
  const ready = node.status?.conditions?.findLast(({ type }) => type === 'Ready')
  const status = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'
  return node.spec?.unschedulable === true ? `${status},SchedulingDisabled` : status
}

const ROLE_PREFIX = 'node-role.kubernetes.io/'

function nodeRoles(node: Node): string {
  const roles = new Set<string>()
  for (const [label, value] of Object.entries(node.metadata.labels ?? {})) {
    if (label.startsWith(ROLE_PREFIX)) roles.add(label.slice(ROLE_PREFIX.length))
    else if (label === 'kubernetes.io/role') roles.add(value)
  }
  roles.delete('')
  return [...roles].sort().join(',') || NONE
}

const address = (node: Node, type: string): string =>
  node.status?.addresses?.find(each => each.type === type)?.address ?? NONE

export const namespacePrinter = printer<Namespace>(
  [name, text('Status', 'The status of the namespace'), age],
  (namespace, context) => [
    nameOf(namespace),
    namespace.status?.phase ?? '',
    ageOf(namespace, context),
  ],
)

export const componentStatusPrinter = printer<ComponentStatus>(
  [
    name,
    text('Status', 'Status of the component conditions'),
    text('Message', 'Message of the component conditions'),
    text('Error', 'Error of the component conditions'),
  ],
  component => {
    const healthy = component.conditions?.find(({ type }) => type === 'Healthy')
    if (healthy === undefined) return [nameOf(component), 'Unknown', '', '']
    const status = healthy.status === 'True' ? 'Healthy' : 'Unhealthy'
    return [nameOf(component), status, healthy.message ?? '', healthy.error ?? '']
  },
)
