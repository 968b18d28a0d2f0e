// Containers that run may be given more or less to run with.
import { type Cause, forbidden, invalid } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { Rules } from '../../meta/kind.ts'
import type {
  Container,
  Pod,
  PodSpec,
  ResourceRequirements,
} from '../../schema/generated/core-v1.ts'
import { MIRROR } from '../pod-template/annotations.ts'
import { restored } from '../same.ts'
import { keptMetadata } from '../status.ts'
import { countingChanges } from './generation.ts'
import { podOptions } from './options.ts'
import { specOf } from './parts.ts'
import { computeQos, qosOf } from './qos.ts'
import { comparable, isLost, withOldAmounts, withOldSize } from './resize-amounts.ts'
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
  const spec = specOf(next)
  const before = specOf(old)
  if (qosOf(old) !== computeQos(spec))
    out.push(
      invalid(
        'spec',
        next.status?.qosClass ?? '',
        'Pod QOS Class may not change as a result of resizing',
      ),
    )
  if (!isSupported(old))
    out.push(forbidden('spec', 'Pod running on node without support for resize'))
  if (asksForAll(before) || asksForAll(spec)) checkWhole(out, spec.resources, before.resources)
  if (checkOrder(out, spec, before)) checkContainers(out, spec, before)
  return out
}

function checkContainers(out: Cause[], spec: PodSpec, before: PodSpec): void {
  for (const name of ['initContainers', 'containers'] as const)
    for (const [index, { resources }] of (before[name] ?? []).entries())
      checkKept(out, spec[name]?.[index]?.resources, resources, `spec.${name}[${index}].resources`)
  for (const name of LISTS)
    for (const [index, was] of (before[name] ?? []).entries()) {
      const container = spec[name]?.[index] ?? was
      if (name === 'initContainers') checkInit(out, container, was, `spec.${name}[${index}]`)
      else if (!keepsOthers(container, was)) out.push(forbidden('spec', ONLY_SIZES))
    }
}

const ONLY_SIZES = 'only cpu and memory resources are mutable'

function refusal(old: Pod): string | undefined {
  if (old.metadata.annotations?.[MIRROR] !== undefined) return 'static pods cannot be resized'
  return specOf(old).os?.name === 'windows' ? 'windows pods cannot be resized' : undefined
}

/** A kubelet that tells what running containers have can also change it. */
function isSupported(pod: Pod): boolean {
  const running = pod.status?.containerStatuses?.find(({ state }) => state?.running !== undefined)
  return running === undefined || running.resources !== undefined
}

/** Containers are told apart by their places. Returns whether each is where it was. */
function checkOrder(out: Cause[], spec: PodSpec, before: PodSpec): boolean {
  const faults = out.length
  for (const name of LISTS) {
    const list = spec[name] ?? []
    const were = before[name] ?? []
    if (list.length !== were.length)
      out.push(forbidden(`spec.${name}`, `${name} may not be added or removed on resize`))
    else
      for (const [index, was] of were.entries())
        if (list[index]?.name !== was.name)
          out.push(
            forbidden(
              `spec.${name}[${index}].name`,
              `${name} may not be renamed or reordered on resize`,
            ),
          )
  }
  return out.length === faults
}

function checkInit(out: Cause[], container: Container, was: Container, path: string): void {
  if (!keepsOthers(container, was))
    out.push(
      forbidden(path, 'only cpu and memory resources for init or sidecar containers are mutable'),
    )
  const restarts = container.resizePolicy?.some(
    ({ restartPolicy }) => restartPolicy === 'RestartContainer',
  )
  if (container.restartPolicy === 'Always' || restarts !== true) return
  if (!sameJson(comparable(container), comparable(was)))
    out.push(
      forbidden(
        path,
        'non-sidecar init containers with a resize policy of RestartContainer cannot be resized',
      ),
    )
}

const keepsOthers = (container: Container, was: Container): boolean =>
  sameJson(withOldSize(container, was), comparable(was))

const asksForAll = ({ resources }: PodSpec): boolean =>
  Object.keys({ ...resources?.requests, ...resources?.limits }).length > 0

function checkWhole(
  out: Cause[],
  now: ResourceRequirements | undefined,
  was: ResourceRequirements | undefined,
): void {
  if (now === undefined)
    return void out.push(forbidden('spec.resources', 'pod-level resources cannot be removed'))
  checkKept(out, now, was, 'spec.resources', 'pod-level ')
  if (!sameJson(withOldAmounts(now, was), withOldAmounts(was ?? {}, was)))
    out.push(forbidden('spec', `${ONLY_SIZES} at pod-level`))
}

function checkKept(
  out: Cause[],
  now: ResourceRequirements = {},
  was: ResourceRequirements = {},
  path: string,
  of = '',
): void {
  if (isLost(now.requests, was.requests))
    out.push(forbidden(`${path}.requests`, `${of}resource requests cannot be removed`))
  if (isLost(now.limits, was.limits))
    out.push(forbidden(`${path}.limits`, `${of}resource limits cannot be removed`))
}
