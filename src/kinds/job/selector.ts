// The labels by which a Job knows its pods. They are made from its uid and name.
import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import { compileSelector, matches } from '../../meta/labels.ts'
import { labelValueErrors } from '../../meta/names.ts'
import type { Job, JobSpec } from '../../schema/generated/batch-v1.ts'

export const CONTROLLER_UID = 'batch.kubernetes.io/controller-uid'
export const JOB_NAME = 'batch.kubernetes.io/job-name'
const OLD_CONTROLLER_UID = 'controller-uid'
const OLD_JOB_NAME = 'job-name'

/** The labels of a Job's pods. */
export function generatedLabels(job: Job): Readonly<Record<string, string>> {
  const { uid = '', name = '' } = job.metadata
  return {
    [CONTROLLER_UID]: uid,
    [JOB_NAME]: name,
    [OLD_CONTROLLER_UID]: uid,
    [OLD_JOB_NAME]: name,
  }
}

/** The Job with labels on its template that are its own, and a selector for them. */
export function withGeneratedSelector(job: Job): Job {
  const { spec = {} as JobSpec } = job
  if (spec.manualSelector === true) return job
  const { template = {}, selector } = spec
  const labels = { ...template.metadata?.labels, ...generatedLabels(job) }
  const made = { [CONTROLLER_UID]: job.metadata.uid ?? '' }
  const matchLabels = {
    ...selector?.matchLabels,
    ...(selector?.matchLabels?.[CONTROLLER_UID] === undefined ? made : {}),
  }
  const own = job.metadata.labels ?? {}
  // Labels of the Job that came from its template follow the template; a name that is no label is told there.
  const inherited =
    sameLabels(own, template.metadata?.labels ?? {}) &&
    labelValueErrors(job.metadata.name ?? '').length === 0
  return {
    ...job,
    metadata: inherited ? { ...job.metadata, labels } : job.metadata,
    spec: {
      ...spec,
      selector: { ...selector, matchLabels },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  }
}

/** Whether the labels of a Job come from the template only when it is read: it had none before the template was given some. */
export function isLabelledByReading({ metadata, spec }: Job): boolean {
  const sent = { ...metadata.labels, ...spec?.template?.metadata?.labels }
  return spec?.manualSelector !== true && Object.keys(sent).length === 0
}

type Labels = Readonly<Record<string, string>>

function sameLabels(a: Labels, b: Labels): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every(key => a[key] === b[key])
}

/** What was made must be as it was made. */
export function checkGeneratedSelector(out: Cause[], job: Job): void {
  const { spec } = job
  if (spec?.manualSelector === true || !spec?.selector) return
  if (!job.metadata.uid) out.push(required('metadata.uid'))
  const expected = generatedLabels(job)
  const labels = spec.template?.metadata?.labels
  for (const key of Object.keys(expected)) {
    const path = `spec.template.metadata.labels[${key}]`
    const detail = `must be '${expected[key]}'`
    if (labels?.[key] === undefined) out.push(required(path, detail))
    else if (labels[key] !== expected[key]) out.push(invalid(path, labels, detail))
  }
  const compiled = compileSelector(spec.selector)
  if (compiled !== undefined && !matches(compiled, expected))
    out.push(invalid('spec.selector', spec.selector, '`selector` not auto-generated'))
}
