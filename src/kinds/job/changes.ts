// What may change in a Job that exists: little, unless it is suspended.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import { validateImmutable } from '../../meta/object-meta.ts'
import type { Job, JobSpec } from '../../schema/generated/batch-v1.ts'
import type { Container, PodSpec, PodTemplateSpec } from '../../schema/generated/core-v1.ts'
import { goStruct } from '../go-struct.ts'
import { restored, without } from '../same.ts'

export function checkChanges(out: Cause[], next: JobSpec, old: Job): void {
  const before = old.spec ?? ({} as JobSpec)
  checkCompletions(out, next, before)
  out.push(...validateImmutable(next.selector, before.selector, 'spec.selector'))
  checkTemplate(out, next.template ?? {}, before.template ?? {}, isSuspended(old))
  out.push(...validateImmutable(next.completionMode, before.completionMode, 'spec.completionMode'))
  out.push(
    ...validateStruct(
      'PodFailurePolicy',
      next.podFailurePolicy,
      before.podFailurePolicy,
      'spec.podFailurePolicy',
    ),
  )
  out.push(
    ...validateImmutable(
      next.backoffLimitPerIndex,
      before.backoffLimitPerIndex,
      'spec.backoffLimitPerIndex',
    ),
  )
  out.push(...validateImmutable(next.managedBy, before.managedBy, 'spec.managedBy'))
  out.push(
    ...validateStruct(
      'SuccessPolicy',
      next.successPolicy,
      before.successPolicy,
      'spec.successPolicy',
    ),
  )
}

function validateStruct(type: string, next: unknown, old: unknown, path: string): Cause[] {
  return sameJson(next, old)
    ? []
    : [invalid(path, goStruct(`batch/v1.${type}`, next), 'field is immutable')]
}

/** An indexed Job can grow and shrink as long as all its pods run side by side. */
function checkCompletions(out: Cause[], next: JobSpec, old: JobSpec): void {
  if (next.completions === old.completions) return
  if (next.completionMode !== 'Indexed')
    return void out.push(
      ...validateImmutable(next.completions, old.completions, 'spec.completions'),
    )
  if (next.completions !== undefined && next.completions !== next.parallelism)
    out.push(
      invalid(
        'spec.completions',
        next.completions,
        'can only be modified in tandem with spec.parallelism',
      ),
    )
}

/** A Job is at rest when it was told to be and its status says that it is. */
function isSuspended({ spec, status }: Job): boolean {
  return (
    spec?.suspend === true &&
    (status?.active ?? 0) === 0 &&
    (status?.conditions ?? []).some(
      condition => condition.type === 'Suspended' && condition.status === 'True',
    )
  )
}

function checkTemplate(
  out: Cause[],
  next: PodTemplateSpec,
  old: PodTemplateSpec,
  suspended: boolean,
): void {
  const before = suspended ? withNewPlacement(next, old) : old
  if (sameJson(next, before)) return
  out.push(
    invalid('spec.template', goStruct('core/v1.PodTemplateSpec', next), 'field is immutable'),
  )
}

/** Where pods go, what they may use and how they are labelled can change while there are none. */
function withNewPlacement(next: PodTemplateSpec, old: PodTemplateSpec): PodTemplateSpec {
  const spec = next.spec ?? { containers: [] }
  let placed = withNewAffinity(spec, old.spec ?? { containers: [] })
  for (const name of ['nodeSelector', 'tolerations', 'schedulingGates', 'resources'] as const)
    placed = restored(placed, spec, name)
  for (const name of ['containers', 'initContainers'] as const) {
    const list = placed[name]
    if (list) placed = { ...placed, [name]: withNewResources(list, spec[name] ?? []) }
  }
  let metadata = old.metadata ?? {}
  for (const name of ['labels', 'annotations'] as const)
    metadata = restored(metadata, next.metadata ?? {}, name)
  return { ...old, metadata, spec: placed }
}

function withNewResources(old: readonly Container[], next: readonly Container[]): Container[] {
  return old.map((container, index) => restored(container, next[index] ?? container, 'resources'))
}

function withNewAffinity(next: PodSpec, old: PodSpec): PodSpec {
  const nodeAffinity = next.affinity?.nodeAffinity
  const rest = without(old.affinity ?? {}, 'nodeAffinity')
  if (nodeAffinity !== undefined) return { ...old, affinity: { ...rest, nodeAffinity } }
  if (next.affinity === undefined && Object.keys(rest).length === 0) return without(old, 'affinity')
  return old.affinity === undefined && next.affinity === undefined
    ? old
    : { ...old, affinity: rest }
}
