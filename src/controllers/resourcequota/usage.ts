// What one object takes of a quota, by the names that quotas give it. Pods, Services and claims take more
// than their number. Follows `pkg/quota/v1/evaluator/core`.
import { podAmounts } from '../../kinds/pod/admission/pod-resources.ts'
import type { KubeObject } from '../../meta/object.ts'
import {
  addQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
  quantityOfUnits,
} from '../../meta/quantity.ts'
import type { PersistentVolumeClaim, Pod, Service } from '../../schema/generated/core-v1.ts'

export type Usage = Readonly<Record<string, string>>

const POD_NAMES = ['cpu', 'memory', 'ephemeral-storage']

/** What an object takes; `resource` is `pods` or `apps/deployments`. */
export function usageOf(resource: string, object: KubeObject): Usage {
  switch (resource) {
    case 'pods':
      return { ...counted(resource), ...podUsage(object as Pod) }
    case 'services':
      return { ...counted(resource), ...serviceUsage(object as Service) }
    case 'persistentvolumeclaims':
      return { ...counted(resource), ...claimUsage(object as PersistentVolumeClaim) }
    default:
      return counted(resource)
  }
}

/** Kinds whose number has a name of its own beside `count/…`. */
const NAMED: ReadonlySet<string> = new Set([
  'configmaps',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
])

export function counted(resource: string): Usage {
  const [plural = '', group] = resource.split('/').reverse()
  const name = group === undefined ? plural : `${plural}.${group}`
  return { [`count/${name}`]: '1', ...(NAMED.has(resource) ? { [resource]: '1' } : {}) }
}

/** Pods that have ended, or are past their grace, take nothing but their number as objects. */
function podUsage(pod: Pod): Usage {
  const { phase } = pod.status ?? {}
  if (phase === 'Succeeded' || phase === 'Failed') return {}
  return { pods: '1', ...computeUsage(podTotals(pod, 'requests'), podTotals(pod, 'limits')) }
}

function podTotals(pod: Pod, side: 'requests' | 'limits'): Usage {
  const amounts = podAmounts(pod, side)
  const overhead = pod.spec?.overhead
  if (overhead === undefined) return amounts
  const totals: Record<string, string> = { ...amounts }
  for (const [name, amount] of Object.entries(overhead))
    if (side === 'requests' || totals[name] !== undefined) totals[name] = plus(totals[name], amount)
  return totals
}

/** Requests count under two names, limits under one; of other resources only requests count. */
export function computeUsage(requests: Usage, limits: Usage): Usage {
  const usage: Record<string, string> = {}
  for (const [name, amount] of Object.entries(requests)) {
    if (POD_NAMES.includes(name) || name.startsWith('hugepages-')) usage[name] = amount
    usage[`requests.${name}`] = amount
  }
  for (const [name, amount] of Object.entries(limits))
    if (POD_NAMES.includes(name)) usage[`limits.${name}`] = amount
  return usage
}

function serviceUsage({ spec }: Service): Usage {
  const ports = spec?.ports ?? []
  const isBalancer = spec?.type === 'LoadBalancer'
  const asked =
    isBalancer && spec?.allocateLoadBalancerNodePorts === false
      ? ports.filter(port => (port.nodePort ?? 0) !== 0)
      : ports
  const nodePorts = isBalancer || spec?.type === 'NodePort' ? asked.length : 0
  return {
    services: '1',
    'services.loadbalancers': isBalancer ? '1' : '0',
    'services.nodeports': String(nodePorts),
  }
}

const CLASS = 'volume.beta.kubernetes.io/storage-class'

function claimUsage(claim: PersistentVolumeClaim): Usage {
  const asked = claim.spec?.resources?.requests?.storage
  const name = claim.metadata.annotations?.[CLASS] ?? claim.spec?.storageClassName ?? ''
  const usage: Record<string, string> = { persistentvolumeclaims: '1' }
  if (asked !== undefined) usage['requests.storage'] = asked
  if (name === '') return usage
  const prefix = `${name}.storageclass.storage.k8s.io/`
  usage[`${prefix}persistentvolumeclaims`] = '1'
  if (asked !== undefined) usage[`${prefix}requests.storage`] = asked
  return usage
}

/** The sum of two amounts, of which one may be missing. */
export function plus(a: string | undefined, b: string): string {
  const left: Quantity = a === undefined ? quantityOfUnits(0, 'DecimalSI') : parseQuantity(a)
  return formatQuantity(addQuantities(left, parseQuantity(b)))
}
