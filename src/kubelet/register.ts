// What a kubelet of v1.36 registers: the Node object, and the Lease that it renews.

import { createHash } from 'node:crypto'
import { formatMicroTime } from '../meta/time.ts'
import {
  ARCH_LABEL,
  BETA_ARCH_LABEL,
  BETA_OS_LABEL,
  CONTROL_PLANE_LABEL,
  HOSTNAME_LABEL,
  OS_LABEL,
} from '../scheduling/labels.ts'
import type { Lease } from '../schema/generated/coordination-v1.ts'
import type { Node } from '../schema/generated/core-v1.ts'
import { MACHINE } from './machine.ts'
import { postedStatus } from './node-status.ts'

export interface NodeFacts {
  readonly name: string
  readonly controlPlane: boolean
  /** Counts from 0; the node's address is derived from it. */
  readonly index: number
  readonly nowMs: number
}

/** The Node as its kubelet posts it when it registers. */
export function nodeObject({ name, controlPlane, index, nowMs }: NodeFacts): Node {
  const bare: Node = {
    kind: 'Node',
    apiVersion: 'v1',
    metadata: {
      name,
      labels: { ...defaultLabels(name), ...(controlPlane ? CONTROL_PLANE_LABELS : {}) },
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: controlPlane ? { taints: [{ key: CONTROL_PLANE_LABEL, effect: 'NoSchedule' }] } : {},
  }
  const status = postedStatus(bare, { ip: nodeAddress(index), nowMs })
  const nodeInfo = { ...MACHINE.nodeInfo, ...idsOf(name) }
  const { declaredFeatures } = MACHINE
  return { ...bare, status: { ...status, nodeInfo, declaredFeatures } }
}

/** The ids of a machine follow from its name, so that runs repeat. */
function idsOf(name: string) {
  const id = (of: string): string => createHash('sha256').update(`${of}/${name}`).digest('hex')
  const uuid = (of: string): string =>
    id(of).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
  return { machineID: id('machine').slice(0, 32), systemUUID: uuid('system'), bootID: uuid('boot') }
}

const defaultLabels = (name: string): Record<string, string> => ({
  [BETA_ARCH_LABEL]: 'amd64',
  [BETA_OS_LABEL]: 'linux',
  [ARCH_LABEL]: 'amd64',
  [HOSTNAME_LABEL]: name,
  [OS_LABEL]: 'linux',
})

const CONTROL_PLANE_LABELS: Readonly<Record<string, string>> = {
  [CONTROL_PLANE_LABEL]: '',
  'node.kubernetes.io/exclude-from-external-load-balancers': '',
}

const FIRST_ADDRESS = 2

/** The address of the node that was registered as this one: 172.18.0.2 and on. */
export function nodeAddress(index: number): string {
  const host = index + FIRST_ADDRESS
  return `172.18.${(host >> 8) & 255}.${host & 255}`
}

export const LEASE_NAMESPACE = 'kube-node-lease'
export const LEASE_DURATION_SECONDS = 40

/** The Lease of a node, which goes with the node. */
export function leaseObject(node: Node, nowMs: number): Lease {
  const { name = '', uid = '' } = node.metadata
  return {
    kind: 'Lease',
    apiVersion: 'coordination.k8s.io/v1',
    metadata: {
      name,
      namespace: LEASE_NAMESPACE,
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }],
    },
    spec: {
      holderIdentity: name,
      leaseDurationSeconds: LEASE_DURATION_SECONDS,
      renewTime: formatMicroTime(nowMs),
    },
  }
}
