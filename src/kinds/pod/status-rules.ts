// What kubelets, schedulers and users may say about a Pod that exists.
import { type Cause, duplicate, forbidden, invalid } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import { dnsSubdomainErrors, qualifiedNameErrors } from '../../meta/names.ts'
import { validateImmutable } from '../../meta/object-meta.ts'
import type {
  ContainerStatus,
  Pod,
  PodCondition,
  PodStatus,
} from '../../schema/generated/core-v1.ts'
import { ipWarnings } from '../ip-warnings.ts'
import { checkText } from '../pod-template/check.ts'
import { mappedIn, without } from '../same.ts'
import { podOptions } from './options.ts'
import { specOf } from './parts.ts'
import { checkHostAddresses, checkPodAddresses } from './status-addresses.ts'
import { checkContainerUsers, checkDevices } from './status-containers.ts'
import { checkExtendedClaim } from './status-extended.ts'
import { checkTransitions } from './status-transitions.ts'
import { checkAnnotationChanges } from './update.ts'

export const podStatusRules: Pick<
  Rules<Pod>,
  'prepareForUpdate' | 'validateUpdate' | 'warningsOnUpdate'
> = {
  prepareForUpdate,
  validateUpdate,
  warningsOnUpdate: pod => [
    ...(pod.status?.podIPs ?? []).flatMap(({ ip }, index) =>
      ipWarnings(`status.podIPs[${index}].ip`, ip),
    ),
    ...(pod.status?.hostIPs ?? []).flatMap(({ ip }, index) =>
      ipWarnings(`status.hostIPs[${index}].ip`, ip),
    ),
  ],
}

/** The spec and what says to whom the Pod belongs stay; what was observed is not forgotten. */
function prepareForUpdate(next: Pod, old: Pod): Pod {
  const { ownerReferences: _1, deletionTimestamp: _2, ...metadata } = next.metadata
  const { ownerReferences, deletionTimestamp } = old.metadata
  return {
    ...next,
    metadata: {
      ...metadata,
      ...(ownerReferences === undefined ? {} : { ownerReferences }),
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    },
    ...(old.spec === undefined ? {} : { spec: old.spec }),
    status: preparedStatus(next.status ?? {}, old.status ?? {}),
  }
}

function preparedStatus(next: PodStatus, old: PodStatus): PodStatus {
  const qosClass = next.qosClass || old.qosClass
  const observedGeneration = next.observedGeneration || old.observedGeneration
  return {
    ...withAddresses(withoutGated(next)),
    ...(qosClass === undefined ? {} : { qosClass }),
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
    ...(next.conditions === undefined
      ? {}
      : { conditions: observed(next.conditions, old.conditions ?? []) }),
  }
}

const STATUSES = [
  'containerStatuses',
  'initContainerStatuses',
  'ephemeralContainerStatuses',
] as const

/** Signals of containers and claims on what nodes can allot are dropped: their gates are off. */
function withoutGated(status: PodStatus): PodStatus {
  let result = without(status, 'nodeAllocatableResourceClaimStatuses')
  for (const name of STATUSES)
    result = mappedIn(result, name, (told: ContainerStatus) => without(told, 'stopSignal'))
  return result
}

/** One address and the list of all say the same. */
function withAddresses(status: PodStatus): PodStatus {
  const { podIP, podIPs } = status
  if (podIP && (podIPs === undefined || podIPs[0]?.ip !== podIP))
    return { ...status, podIPs: [{ ip: podIP }] }
  if (!podIP && podIPs?.[0] !== undefined) return { ...status, podIP: podIPs[0].ip }
  return status
}

/** Conditions that say nothing of the generation they saw keep what their like said before. */
function observed(next: readonly PodCondition[], old: readonly PodCondition[]): PodCondition[] {
  const left = [...old]
  return next.map(condition => {
    const index = left.findIndex(({ type }) => type === condition.type)
    const before = index < 0 ? undefined : left.splice(index, 1)[0]?.observedGeneration
    return condition.observedGeneration || !before
      ? condition
      : { ...condition, observedGeneration: before }
  })
}

const SYSTEM_CONDITIONS = new Set(['PodScheduled', 'Ready', 'Initialized'])

function validateUpdate(next: Pod, old: Pod): Cause[] {
  const out: Cause[] = []
  const { status = {} } = next
  const { status: before = {} } = old
  checkAnnotationChanges(out, next, old, podOptions(old))
  checkConditions(out, status.conditions ?? [])
  if (specOf(next).nodeName !== specOf(old).nodeName)
    out.push(forbidden('status.nodeName', 'may not be changed directly'))
  checkNomination(out, status.nominatedNodeName, old)
  checkGeneration(out, status.observedGeneration, 'status.observedGeneration')
  out.push(...validateImmutable(status.qosClass, before.qosClass, 'status.qosClass'))
  checkTransitions(out, status, old)
  checkClaims(out, status, next)
  checkExtendedClaim(out, status, specOf(next))
  checkPodAddresses(out, status, before)
  checkHostAddresses(out, status, before)
  checkContainerUsers(out, status, specOf(next))
  checkDevices(out, status, specOf(next))
  return out
}

function checkConditions(out: Cause[], conditions: readonly PodCondition[]): void {
  for (const [index, { type, observedGeneration }] of conditions.entries()) {
    const path = `status.conditions[${index}]`
    checkGeneration(out, observedGeneration, `${path}.observedGeneration`)
    if (!SYSTEM_CONDITIONS.has(type)) checkText(out, qualifiedNameErrors, type, `${path}.Type`)
  }
}

function checkGeneration(out: Cause[], generation: number | undefined, path: string): void {
  if (generation !== undefined && generation < 0)
    out.push(invalid(path, generation, 'must be a non-negative integer'))
}

/** A Pod on a node is not promised another one. */
function checkNomination(out: Cause[], node: string | undefined, old: Pod): void {
  if (!node || node === old.status?.nominatedNodeName) return
  const path = 'status.nominatedNodeName'
  checkText(out, dnsSubdomainErrors, node, path)
  if (specOf(old).nodeName)
    out.push(forbidden(path, 'may not be set on pods that are already bound to a node'))
}

function checkClaims(out: Cause[], status: PodStatus, pod: Pod): void {
  const known = new Set((specOf(pod).resourceClaims ?? []).map(({ name }) => name))
  const seen = new Set<string>()
  for (const [index, { name, resourceClaimName }] of (
    status.resourceClaimStatuses ?? []
  ).entries()) {
    const path = `status.resourceClaimStatuses[${index}].name`
    if (!known.has(name))
      out.push(invalid(path, name, 'must match the name of an entry in `spec.resourceClaims`'))
    if (seen.has(name)) out.push(duplicate(path, name))
    seen.add(name)
    if (resourceClaimName !== undefined) checkText(out, dnsSubdomainErrors, resourceClaimName, path)
  }
}
