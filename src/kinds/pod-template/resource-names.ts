// What sorts of resources there are, told from their names.
import { qualifiedNameErrors } from '../../meta/names.ts'

const FOR_CONTAINERS = new Set(['cpu', 'memory', 'ephemeral-storage'])
const STANDARD = new Set([
  ...FOR_CONTAINERS,
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'storage',
  'requests.storage',
  'services.nodeports',
  'services.loadbalancers',
])

export const isHugePages = (name: string): boolean => name.startsWith('hugepages-')

export const isStandard = (name: string): boolean =>
  STANDARD.has(name) || isQuotaHugePages(name) || isHugePages(name)
const isQuotaHugePages = (name: string): boolean => name.startsWith('requests.hugepages-')

export const isStandardForContainers = (name: string): boolean =>
  FOR_CONTAINERS.has(name) || isHugePages(name)

/** Kubernetes' own: without a domain, or of kubernetes.io. */
export const isNative = (name: string): boolean =>
  !name.includes('/') || name.includes('kubernetes.io/')

/** A device or the like, which vendors count. */
export function isExtended(name: string): boolean {
  if (isNative(name) || name.startsWith('requests.')) return false
  return qualifiedNameErrors(`requests.${name}`).length === 0
}

/** Whether more may be promised than there is. */
export const isOvercommitted = (name: string): boolean => isNative(name) && !isHugePages(name)

const WHOLE = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
])

/** Whether only whole ones can be counted. */
export const isCounted = (name: string): boolean => WHOLE.has(name) || isExtended(name)
