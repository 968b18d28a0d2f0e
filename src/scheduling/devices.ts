// Claims of devices that a Pod has: which they are, and what keeps them from being allocated. There are no
// drivers here, so that a claim that asks for a device gets none; one that asks for nothing is served at once.
import type { Pod } from '../schema/generated/core-v1.ts'
import type { ResourceClaim } from '../schema/generated/resource-v1.ts'
import { matchesNodeSelector } from './node-selector.ts'
import { type Predicate, refusal, type World } from './predicate.ts'

/** Which ResourceClaim stands for a claim of a Pod; `name` is missing until one was made from the template. */
export interface DeviceClaimOf {
  readonly podClaim: string
  readonly name: string | undefined
  readonly isGenerated: boolean
}

export function deviceClaimsOf({ spec, status }: Pod): readonly DeviceClaimOf[] {
  const made = new Map(
    (status?.resourceClaimStatuses ?? []).map(one => [one.name, one.resourceClaimName]),
  )
  return (spec?.resourceClaims ?? []).flatMap(({ name, resourceClaimName }) => {
    if (resourceClaimName !== undefined)
      return { podClaim: name, name: resourceClaimName, isGenerated: false }
    // A status without a name says that no claim is needed.
    if (made.has(name) && made.get(name) === undefined) return []
    return { podClaim: name, name: made.get(name), isGenerated: true }
  })
}

/** Whether a claim belongs to this Pod and no namesake. */
export const isClaimFor = (pod: Pod, { metadata }: ResourceClaim): boolean =>
  (metadata.ownerReferences ?? []).some(
    owner => owner.controller === true && owner.uid === pod.metadata.uid,
  )

export const isReservedFor = (pod: Pod, { status }: ResourceClaim): boolean =>
  (status?.reservedFor ?? []).some(({ uid }) => uid === pod.metadata.uid)

/** The claims that a Pod has, or nothing while one of them is not there: the scheduler leaves such a Pod alone. */
export function claimedDevices(pod: Pod, world: World): readonly ResourceClaim[] | undefined {
  const found = deviceClaimsOf(pod).map(({ name, isGenerated }) => {
    const claim = world.resourceClaim?.(pod.metadata.namespace ?? '', name ?? '')
    if (claim?.metadata.deletionTimestamp !== undefined) return undefined
    return claim !== undefined && isGenerated && !isClaimFor(pod, claim) ? undefined : claim
  })
  const there = found.filter(claim => claim !== undefined)
  return there.length === found.length ? there : undefined
}

const requestsOf = ({ spec }: ResourceClaim) => spec?.devices?.requests ?? []
const isAllocated = ({ status }: ResourceClaim): boolean => status?.allocation !== undefined

/** Why a Pod cannot go anywhere because of the classes that its claims name. */
export function deviceTrouble(pod: Pod, world: World): string | undefined {
  for (const claim of (claimedDevices(pod, world) ?? []).filter(one => !isAllocated(one)))
    for (const { name, exactly, firstAvailable = [] } of requestsOf(claim)) {
      const asked = [
        ...(exactly === undefined ? [] : [{ name, deviceClassName: exactly.deviceClassName }]),
        ...firstAvailable.map(sub => ({ ...sub, name: `${name}/${sub.name}` })),
      ]
      for (const { name: request, deviceClassName } of asked)
        if (world.hasDeviceClass?.(deviceClassName) !== true)
          return `request ${request}: device class ${deviceClassName} does not exist`
    }
  return undefined
}

/** Claims that are allocated may be tied to nodes; those that ask for devices get none. */
export function devices(pod: Pod, world: World): Predicate | undefined {
  const claims = claimedDevices(pod, world) ?? []
  if (claims.length === 0) return undefined
  const isShort = claims.some(claim => !isAllocated(claim) && requestsOf(claim).length > 0)
  const selectors = claims.flatMap(({ status }) => status?.allocation?.nodeSelector ?? [])
  return {
    name: 'DynamicResources',
    refuse: ({ node }) => {
      if (!selectors.every(selector => matchesNodeSelector(selector, node)))
        return refusal('resourceclaim not available on the node', true)
      return isShort ? refusal('cannot allocate all claims', true) : undefined
    },
  }
}
