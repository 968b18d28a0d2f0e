// What Jobs may be. Order and paths of the causes are the real server's.
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { compileSelector, matches, validateLabelSelector } from '../../meta/labels.ts'
import { dnsLabelErrors } from '../../meta/names.ts'
import { validateObjectMeta } from '../../meta/object-meta.ts'
import type { Job, JobSpec } from '../../schema/generated/batch-v1.ts'
import { goStruct } from '../go-struct.ts'
import { specOptions } from '../pod/options.ts'
import { checkNotNegative } from '../pod-template/check.ts'
import type { PodValidationOptions } from '../pod-template/options.ts'
import { validatePodTemplate } from '../pod-template/validate.ts'
import { mismatch } from '../workload/selector.ts'
import { checkChanges } from './changes.ts'
import { checkFailurePolicy } from './failure-policy.ts'
import { checkIndexed } from './indexed.ts'
import { checkManager } from './manager.ts'
import { checkGeneratedSelector } from './selector.ts'
import { checkSuccessPolicy } from './success-policy.ts'

const EMPTY = {} as JobSpec

export function validateJob(job: Job): Cause[] {
  return validateWhole(job, {})
}

function validateWhole(job: Job, options: PodValidationOptions): Cause[] {
  const out: Cause[] = []
  checkGeneratedSelector(out, job)
  checkSelected(out, job.spec ?? EMPTY, options)
  checkHostnames(out, job)
  return out
}

/** Pods of an indexed Job are named after it and their index; the last one has the longest name. */
function checkHostnames(out: Cause[], { metadata: { name = '' }, spec }: Job): void {
  const { completionMode, completions = 0 } = spec ?? {}
  if (completionMode !== 'Indexed' || completions <= 0) return
  const longest = `${name}-${completions - 1}`
  if (dnsLabelErrors(longest).length > 0)
    out.push(
      invalid(
        'metadata.name',
        name,
        `will not able to create pod with invalid DNS label: ${longest}`,
      ),
    )
}

/** The real server checks the Job as a whole and then its spec once more before it looks at what changed. */
export function validateJobUpdate(next: Job, old: Job): Cause[] {
  const options = specOptions(old.spec?.template?.spec ?? { containers: [] })
  const out = [
    ...validateObjectMeta(next.metadata, { namespaced: true }),
    ...validateWhole(next, options),
  ]
  checkSelected(out, next.spec ?? EMPTY, options)
  checkChanges(out, next.spec ?? EMPTY, old)
  return out
}

function checkSelected(out: Cause[], spec: JobSpec, options: PodValidationOptions): void {
  checkJobSpec(out, spec, 'spec', options)
  if (!spec.selector) out.push(required('spec.selector'))
  else out.push(...validateLabelSelector(spec.selector, 'spec.selector'))
  const compiled = compileSelector(spec.selector ?? undefined)
  const labels = spec.template?.metadata?.labels
  if (compiled !== undefined && !matches(compiled, labels)) out.push(mismatch(spec.template))
}

/** What holds for the spec of a Job, and for that in a CronJob's template. */
export function checkJobSpec(
  out: Cause[],
  spec: JobSpec,
  path: string,
  options: PodValidationOptions,
): void {
  for (const name of [
    'parallelism',
    'completions',
    'activeDeadlineSeconds',
    'backoffLimit',
    'ttlSecondsAfterFinished',
    'backoffLimitPerIndex',
    'maxFailedIndexes',
  ] as const)
    checkNotNegative(out, spec[name], `${path}.${name}`)
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined)
    out.push(required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'))
  if (spec.managedBy !== undefined) checkManager(out, spec.managedBy, `${path}.managedBy`)
  checkMode(out, spec, path)
  if (spec.podFailurePolicy !== undefined) checkFailurePolicy(out, spec, `${path}.podFailurePolicy`)
  if (spec.successPolicy !== undefined) checkSuccess(out, spec, `${path}.successPolicy`)
  checkReplacement(out, spec, `${path}.podReplacementPolicy`)
  out.push(...validatePodTemplate(spec.template ?? {}, `${path}.template`, options))
  checkRestartPolicy(out, spec, `${path}.template.spec.restartPolicy`)
}

function checkMode(out: Cause[], spec: JobSpec, path: string): void {
  const { completionMode: mode = 'NonIndexed', backoffLimitPerIndex, maxFailedIndexes } = spec
  if (mode === 'Indexed') return void checkIndexed(out, spec, path)
  if (mode !== 'NonIndexed')
    return void out.push(notSupported(`${path}.completionMode`, mode, ['NonIndexed', 'Indexed']))
  for (const [name, value] of Object.entries({ backoffLimitPerIndex, maxFailedIndexes }))
    if (value !== undefined)
      out.push(invalid(`${path}.${name}`, value, 'requires indexed completion mode'))
}

function checkSuccess(out: Cause[], spec: JobSpec, path: string): void {
  if (spec.completionMode === 'Indexed') checkSuccessPolicy(out, spec, path)
  else
    out.push(
      invalid(
        path,
        goStruct('batch/v1.SuccessPolicy', spec.successPolicy),
        'requires indexed completion mode',
      ),
    )
}

function checkReplacement(out: Cause[], spec: JobSpec, path: string): void {
  const policy = spec.podReplacementPolicy
  if (policy === undefined) return
  const allowed =
    spec.podFailurePolicy === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed']
  if (!allowed.includes(policy)) out.push(notSupported(path, policy, allowed))
}

function checkRestartPolicy(out: Cause[], spec: JobSpec, path: string): void {
  const policy = spec.template?.spec?.restartPolicy ?? ''
  if (policy === '' || policy === 'Always')
    out.push(required(path, 'valid values: "OnFailure", "Never"'))
  else if (policy !== 'OnFailure' && policy !== 'Never')
    out.push(notSupported(path, policy, ['OnFailure', 'Never']))
  else if (spec.podFailurePolicy !== undefined && policy !== 'Never')
    out.push(invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified'))
}
