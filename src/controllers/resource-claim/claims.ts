// The ResourceClaims that are made for Pods, and for whom claims are kept. Pure.

import { isReservedFor } from '../../scheduling/devices.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import type {
  ResourceClaim,
  ResourceClaimConsumerReference,
  ResourceClaimTemplate,
} from '../../schema/generated/resource-v1.ts'
import { controllerReference } from '../claim.ts'
import { isDeleting, isTerminal, nodeNameOf } from '../pod-state.ts'
import { pods } from '../rows.ts'

const POD_CLAIM_NAME = 'resource.kubernetes.io/pod-claim-name'
/** Holds a claim as long as it is allocated. */
export const PROTECTION = 'resource.kubernetes.io/delete-protection'
/** A generated name keeps so much of its base. */
const BASE_MAX = 57

/** A claim after a template, owned by the Pod. */
export function claimFor(
  pod: Pod,
  podClaim: string,
  { spec: { metadata: { labels, annotations } = {}, spec } = {} }: ResourceClaimTemplate,
): ResourceClaim {
  return {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaim',
    metadata: {
      generateName: generateNameOf(pod.metadata.name ?? '', podClaim),
      namespace: pod.metadata.namespace ?? '',
      ...(labels === undefined ? {} : { labels }),
      annotations: { ...annotations, [POD_CLAIM_NAME]: podClaim },
      ownerReferences: [controllerReference(pods, pod)],
    },
    ...(spec === undefined ? {} : { spec }),
  }
}

/** What is too long is cut on both sides, in proportion. */
function generateNameOf(pod: string, podClaim: string): string {
  const whole = `${pod}-${podClaim}-`
  if (whole.length <= BASE_MAX) return whole
  const cut = (text: string): string =>
    text.slice(0, Math.floor((text.length * BASE_MAX) / whole.length))
  return `${cut(pod)}-${cut(podClaim)}`
}

/** Whether a claim was made for this claim of the Pod. */
export const isMadeFor = (pod: Pod, podClaim: string, { metadata }: ResourceClaim): boolean =>
  metadata.annotations?.[POD_CLAIM_NAME] === podClaim &&
  (metadata.ownerReferences ?? []).some(({ uid }) => uid === pod.metadata.uid)

/** Whether nothing of a Pod runs, and nothing will. */
export const isDone = (pod: Pod): boolean =>
  isTerminal(pod) || (isDeleting(pod) && nodeNameOf(pod) === '')

/** The claim kept for a Pod; one that asks for nothing is allocated with that. */
export function reservedBy(claim: ResourceClaim, pod: Pod): ResourceClaim {
  const { status = {} } = claim
  const allocated = status.allocation === undefined ? { allocation: { devices: {} } } : {}
  if (isReservedFor(pod, claim)) return { ...claim, status: { ...status, ...allocated } }
  const { name = '', uid = '' } = pod.metadata
  const reservedFor = [...(status.reservedFor ?? []), { resource: 'pods', name, uid }]
  return { ...claim, status: { ...status, ...allocated, reservedFor } }
}

/** The claim without those that need it no more; once nobody does, it is allocated no more either. */
export function released(
  claim: ResourceClaim,
  needs: (consumer: ResourceClaimConsumerReference) => boolean,
): ResourceClaim {
  const { reservedFor = [], ...rest } = claim.status ?? {}
  const left = reservedFor.filter(needs)
  if (left.length > 0)
    return left.length === reservedFor.length
      ? claim
      : { ...claim, status: { ...rest, reservedFor: left } }
  const isGoing = claim.metadata.deletionTimestamp !== undefined
  if (!isProtected(claim) || (reservedFor.length === 0 && !isGoing)) {
    return reservedFor.length === 0 ? claim : { ...claim, status: rest }
  }
  const { allocation: _, ...unallocated } = rest
  return { ...claim, status: unallocated }
}

export const isProtected = ({ metadata }: ResourceClaim): boolean =>
  (metadata.finalizers ?? []).includes(PROTECTION)
