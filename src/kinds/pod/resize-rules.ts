// Containers that run may be given more or less to run with.
import { type Cause, forbidden, invalid } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { Rules } from '../../meta/kind.ts'
import type { Container, Pod, ResourceRequirements } from '../../schema/generated/core-v1.ts'
import { MIRROR } from '../pod-template/annotations.ts'
import { restored } from '../same.ts'
import { keptMetadata } from '../status.ts'
import { countingChanges } from './generation.ts'
import { podOptions } from './options.ts'
import { specOf } from './parts.ts'
import { computeQos, qosOf } from './qos.ts'
import { validateChangedPod } from './update.ts'

export const podResizeRules: Pick<Rules<Pod>, 'prepareForUpdate' | 'validateUpdate'> = {
  prepareForUpdate: (next, old) => countingChanges(withResources(next, old), old),
  validateUpdate,
}

const LISTS = ['containers', 'initContainers'] as const

/** All but resources stays as it was; containers that come, go or swap places are left to validation. */
function withResources(next: Pod, old: Pod): Pod {
  const spec = specOf(next)
  const before = specOf(old)
  if (LISTS.some(name => (spec[name] ?? []).length !== (before[name] ?? []).length)) return next
  let kept = restored(before, spec, 'resources')
  for (const name of LISTS) {
    const list = spec[name]
    if (list) kept = { ...kept, [name]: resized(list, before[name] ?? []) }
  }
  return { ...old, metadata: keptMetadata(next.metadata, old.metadata), spec: kept }
}

function resized(next: readonly Container[], old: readonly Container[]): readonly Container[] {
  if (next.some(({ name }, index) => name !== old[index]?.name)) return next
  return next.map((container, index) => {
    const before = old[index] ?? container
    return restored(restored(before, container, 'resources'), container, 'resizePolicy')
  })
}

function validateUpdate(next: Pod, old: Pod): Cause[] {
  const out = validateChangedPod(next, podOptions(old))
  const refused = refusal(old)
  if (refused !== undefined) return [forbidden('[]', refused)]
  if (qosOf(old) !== computeQos(specOf(next)))
    out.push(
      invalid(
        'spec',
        next.status?.qosClass ?? '',
        'Pod QOS Class may not change as a result of resizing',
      ),
    )
  if (!isSupported(old))
    out.push(forbidden('spec', 'Pod running on node without support for resize'))
  checkSizes(out, specOf(next).resources, specOf(old).resources, 'spec.resources')
  checkContainers(out, next, old)
  if (out.length > 0 || sameJson(withOldSizes(specOf(next), specOf(old)), specOf(old))) return out
  return [...out, forbidden('spec', ONLY_SIZES)]
}

function refusal(old: Pod): string | undefined {
  if (old.metadata.annotations?.[MIRROR] !== undefined) return 'static pods cannot be resized'
  return specOf(old).os?.name === 'windows' ? 'windows pods cannot be resized' : undefined
}

/** A kubelet that tells what running containers have can also change it. */
function isSupported(pod: Pod): boolean {
  const running = pod.status?.containerStatuses?.find(({ state }) => state?.running !== undefined)
  return running === undefined || running.resources !== undefined
}

function checkContainers(out: Cause[], next: Pod, old: Pod): void {
  const spec = specOf(next)
  const before = specOf(old)
  for (const name of ['initContainers', 'containers'] as const)
    for (const [index, container] of (before[name] ?? []).entries())
      checkSizes(
        out,
        spec[name]?.[index]?.resources,
        container.resources,
        `spec.${name}[${index}].resources`,
      )
  for (const name of LISTS)
    for (const [index, container] of (spec[name] ?? []).entries()) {
      const was = before[name]?.[index]
      if (was !== undefined && sameJson(withOldSize(container, was), withOldSize(was, was)))
        continue
      out.push(forbidden('spec', name === 'containers' ? ONLY_SIZES : notOf(container)))
    }
}

const ONLY_SIZES = 'only cpu and memory resources are mutable'

const notOf = ({ restartPolicy }: Container): string =>
  restartPolicy === 'Always'
    ? 'only cpu and memory resources for sidecar containers are mutable'
    : 'only cpu and memory resources for init containers are mutable'

function checkSizes(
  out: Cause[],
  now: ResourceRequirements = {},
  was: ResourceRequirements = {},
  path: string,
): void {
  if (lost(now.requests, was.requests))
    out.push(forbidden(`${path}.requests`, 'resource requests cannot be removed'))
  if (lost(now.limits, was.limits))
    out.push(forbidden(`${path}.limits`, 'resource limits cannot be removed'))
}

type Amounts = ResourceRequirements['limits']

const lost = (next: Amounts, old: Amounts): boolean =>
  Object.keys(old ?? {}).some(name => next?.[name] === undefined)

const MUTABLE = ['cpu', 'memory']

/** The container with the amounts of cpu and memory that it had. */
const withOldSize = (next: Container, old: Container | undefined): Container => ({
  ...next,
  resources: withOldAmounts(next.resources, old?.resources),
})

function withOldAmounts(
  next: ResourceRequirements | undefined,
  old: ResourceRequirements | undefined,
): ResourceRequirements {
  const amounts = (now: Amounts, was: Amounts): Amounts => {
    if (was === undefined) return undefined
    const rest = Object.entries(now ?? {}).filter(([name]) => !MUTABLE.includes(name))
    const kept = Object.entries(was).filter(([name]) => MUTABLE.includes(name))
    return Object.fromEntries([...rest, ...kept])
  }
  const limits = amounts(next?.limits, old?.limits)
  const requests = amounts(next?.requests, old?.requests)
  return {
    ...(limits === undefined ? {} : { limits }),
    ...(requests === undefined ? {} : { requests }),
    ...(next?.claims === undefined ? {} : { claims: next.claims }),
  }
}

function withOldSizes(
  next: NonNullable<Pod['spec']>,
  old: NonNullable<Pod['spec']>,
): NonNullable<Pod['spec']> {
  const sized = (
    list: readonly Container[],
    before: readonly Container[] | undefined,
  ): Container[] => list.map((container, index) => withOldSize(container, before?.[index]))
  return {
    ...next,
    ...(old.resources === undefined
      ? {}
      : { resources: withOldAmounts(next.resources, old.resources) }),
    containers: sized(next.containers ?? [], old.containers),
    ...(next.initContainers === undefined ? {} : { initContainers: old.initContainers ?? [] }),
  }
}
