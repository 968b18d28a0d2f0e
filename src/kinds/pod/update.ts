// What may change in a Pod that exists: images, a deadline that shrinks, tolerations that are added,
// gates that are lifted; and where it may go, while gates hold it.
import { type Cause, forbidden, invalid, required } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import { rangeText } from '../../meta/names.ts'
import { validateObjectMeta } from '../../meta/object-meta.ts'
import type { Container, Pod, PodSpec, Toleration } from '../../schema/generated/core-v1.ts'
import { APP_ARMOR, checkPodAnnotations, MIRROR } from '../pod-template/annotations.ts'
import { checkImage } from '../pod-template/containers.ts'
import type { PodValidationOptions } from '../pod-template/options.ts'
import { checkTolerations } from '../pod-template/tolerations.ts'
import { restored } from '../same.ts'
import { describeChange } from './diff.ts'
import { withOldPlacement } from './gated.ts'
import { specOf } from './parts.ts'
import { validatePodParts } from './validate.ts'

const SECONDS_MAX = 2_147_483_647

/** What is wrong with the metadata and the parts of a changed Pod, as new ones are checked. */
export function validateChangedPod(next: Pod, options: PodValidationOptions): Cause[] {
  return [
    ...validateObjectMeta(next.metadata, { namespaced: true }),
    ...validatePodParts(next, options),
  ]
}

export function validatePodUpdate(next: Pod, old: Pod, options: PodValidationOptions): Cause[] {
  const out = validateChangedPod(next, options)
  checkAnnotationChanges(out, next, old, options)
  const spec = specOf(next)
  const before = specOf(old)
  for (const name of ['containers', 'initContainers'] as const)
    if (!checkImageChanges(out, spec[name] ?? [], before[name] ?? [], `spec.${name}`)) return out
  if (!checkDeadline(out, spec.activeDeadlineSeconds, before.activeDeadlineSeconds)) return out
  checkAddedTolerations(out, spec.tolerations ?? [], before.tolerations ?? [])
  checkLiftedGates(out, spec, before)
  if (!sameJson(spec, before)) checkFixed(out, spec, before)
  return out
}

/** Annotations that act like fields are fixed like fields. */
export function checkAnnotationChanges(
  out: Cause[],
  next: Pod,
  old: Pod,
  options: PodValidationOptions,
): void {
  const now = next.metadata.annotations ?? {}
  const before = old.metadata.annotations ?? {}
  for (const key in before) {
    if (now[key] === before[key]) continue
    if (key.startsWith(APP_ARMOR))
      out.push(
        forbidden(`metadata.annotations[${key}]`, 'may not remove or update AppArmor annotations'),
      )
    if (key === MIRROR)
      out.push(
        forbidden(`metadata.annotations[${key}]`, 'may not remove or update mirror pod annotation'),
      )
  }
  for (const key in now) {
    if (before[key] !== undefined) continue
    if (key.startsWith(APP_ARMOR))
      out.push(forbidden(`metadata.annotations[${key}]`, 'may not add AppArmor annotations'))
    if (key === MIRROR)
      out.push(forbidden(`metadata.annotations[${key}]`, 'may not add mirror pod annotation'))
  }
  checkPodAnnotations(out, next.metadata.annotations, specOf(next), 'metadata.annotations', options)
}

/** Answers whether the rest is worth looking at. */
function checkImageChanges(
  out: Cause[],
  next: readonly Container[],
  old: readonly Container[],
  path: string,
): boolean {
  if (next.length !== old.length) {
    out.push(forbidden(path, 'pod updates may not add or remove containers'))
    return false
  }
  for (const [index, { image = '' }] of next.entries()) {
    if (image === '') out.push(required(`${path}[${index}].image`))
    checkImage(out, image, `${path}[${index}].image`)
  }
  return true
}

function checkDeadline(out: Cause[], next: number | undefined, old: number | undefined): boolean {
  const path = 'spec.activeDeadlineSeconds'
  if (next === undefined) {
    if (old !== undefined)
      out.push(invalid(path, null, 'must not update from a positive integer to nil value'))
    return true
  }
  if (next < 0 || next > SECONDS_MAX) {
    out.push(invalid(path, next, rangeText(0, SECONDS_MAX)))
    return false
  }
  if (old === undefined || old >= next) return true
  out.push(invalid(path, next, 'must be less than or equal to previous value'))
  return false
}

function checkAddedTolerations(
  out: Cause[],
  next: readonly Toleration[],
  old: readonly Toleration[],
): void {
  const kept = ({ tolerationSeconds: _, ...toleration }: Toleration): boolean =>
    next.some(({ tolerationSeconds: _seconds, ...other }) => sameJson(other, toleration))
  if (!old.every(kept))
    return void out.push(
      forbidden(
        'spec.tolerations',
        'existing toleration can not be modified except its tolerationSeconds',
      ),
    )
  checkTolerations(out, next, 'spec.tolerations')
}

function checkLiftedGates(out: Cause[], next: PodSpec, old: PodSpec): void {
  const before = new Set((old.schedulingGates ?? []).map(({ name }) => name))
  for (const [index, { name }] of (next.schedulingGates ?? []).entries())
    if (!before.has(name))
      out.push(
        forbidden(
          `spec.schedulingGates[${index}].name`,
          `only deletion is allowed, but found new scheduling gate '${name}'`,
        ),
      )
}

const UPDATABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',')

/** All else must be as it was. */
function checkFixed(out: Cause[], next: PodSpec, old: PodSpec): void {
  let munged = withOldImages(next, old)
  if (old.activeDeadlineSeconds !== undefined)
    munged = { ...munged, activeDeadlineSeconds: old.activeDeadlineSeconds }
  else munged = omitted(munged, 'activeDeadlineSeconds')
  munged = restored(restored(munged, old, 'schedulingGates'), old, 'tolerations')
  const grace = old.terminationGracePeriodSeconds
  if (grace !== undefined && grace < 0 && munged.terminationGracePeriodSeconds === 1)
    munged = { ...munged, terminationGracePeriodSeconds: grace }
  if ((old.schedulingGates ?? []).length > 0) munged = withOldPlacement(out, munged, old)
  if (sameJson(munged, old)) return
  out.push(
    forbidden(
      'spec',
      `pod updates may not change fields other than ${UPDATABLE}\n${describeChange(munged, old)}`,
    ),
  )
}

function withOldImages(next: PodSpec, old: PodSpec): PodSpec {
  const imaged = (list: readonly Container[], before: readonly Container[]): Container[] =>
    list.map((container, index) => {
      const image = before[index]?.image
      return image === undefined ? container : { ...container, image }
    })
  return {
    ...next,
    containers: imaged(next.containers ?? [], old.containers ?? []),
    ...(next.initContainers === undefined
      ? {}
      : { initContainers: imaged(next.initContainers, old.initContainers ?? []) }),
  }
}

function omitted<K extends keyof PodSpec>(spec: PodSpec, name: K): PodSpec {
  const { [name]: _, ...rest } = spec
  return rest as PodSpec
}
