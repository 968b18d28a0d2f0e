// The quality of service that a Pod is promised, told from what it asks for.
import { compareQuantities, isZero } from '../../meta/quantity.ts'
import type { Pod, PodSpec, ResourceRequirements } from '../../schema/generated/core-v1.ts'

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort'

const COMPUTED = ['cpu', 'memory'] as const

/** The class that the server has noted, or else the one that follows from the spec. */
export function qosOf(pod: Pod): string {
  return pod.status?.qosClass || computeQos(pod.spec ?? { containers: [] })
}

export function computeQos(spec: PodSpec): QosClass {
  const { limits = {}, requests = {} } = spec.resources ?? {}
  const asWhole = Object.keys(limits).length + Object.keys(requests).length > 0
  const parts = asWhole
    ? [spec.resources]
    : [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ resources }) => resources)
  if (!parts.some(asks)) return 'BestEffort'
  return parts.every(isGuaranteed) ? 'Guaranteed' : 'Burstable'
}

function asks(resources: ResourceRequirements | undefined): boolean {
  return COMPUTED.some(
    name => isSome(resources?.requests?.[name]) || isSome(resources?.limits?.[name]),
  )
}

const isSome = (quantity: string | undefined): boolean =>
  quantity !== undefined && !isZero(quantity)

function isGuaranteed(resources: ResourceRequirements | undefined): boolean {
  return COMPUTED.every(name => {
    const limit = resources?.limits?.[name]
    const request = resources?.requests?.[name]
    return isSome(limit) && (!isSome(request) || compareQuantities(limit, request) === 0)
  })
}
