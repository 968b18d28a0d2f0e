// The rules of Pods beyond those of their specs.
import { type Cause, forbidden } from '../../meta/field-errors.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { checkPodAnnotations, checkProfilesAgree } from '../pod-template/annotations.ts'
import { checkImages } from '../pod-template/containers.ts'
import type { PodValidationOptions } from '../pod-template/options.ts'
import { validatePodSpec } from '../pod-template/validate.ts'
import { specOf } from './parts.ts'

const NEW: PodValidationOptions = { isPod: true }

/** What is wrong with a Pod that is to be made. */
export function validateNewPod(pod: Pod): Cause[] {
  const spec = specOf(pod)
  const out = validatePodParts(pod, NEW)
  if ((spec.ephemeralContainers ?? []).length > 0)
    out.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'))
  if (spec.nodeName && (spec.schedulingGates ?? []).length > 0)
    out.push(
      forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'),
    )
  checkProfilesAgree(out, pod.metadata.annotations, spec, 'spec')
  return out
}

/** What holds for any Pod, new or changed; metadata is checked elsewhere. */
export function validatePodParts(pod: Pod, options: PodValidationOptions): Cause[] {
  const spec = specOf(pod)
  const out: Cause[] = []
  checkPodAnnotations(out, pod.metadata.annotations, spec, 'metadata.annotations', options)
  out.push(...validatePodSpec(spec, 'spec', options, pod.metadata.name ?? ''))
  if (!spec.serviceAccountName) refuseTokens(out, pod)
  checkImages(out, spec.containers, 'spec.containers')
  checkImages(out, spec.initContainers, 'spec.initContainers')
  return out
}

function refuseTokens(out: Cause[], pod: Pod): void {
  for (const [index, { projected }] of (specOf(pod).volumes ?? []).entries())
    for (const [source, { serviceAccountToken }] of (projected?.sources ?? []).entries())
      if (serviceAccountToken !== undefined)
        out.push(
          forbidden(
            `spec.volumes[${index}].projected.sources[${source}].serviceAccountToken`,
            'must not be specified when serviceAccountName is not set',
          ),
        )
}
