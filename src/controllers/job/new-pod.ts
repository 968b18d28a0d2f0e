import type { Job } from '../../schema/generated/batch-v1.ts'
import type { Container, Pod, PodSpec } from '../../schema/generated/core-v1.ts'
import { podFromTemplate } from '../pod-from-template.ts'
import { jobs } from '../rows.ts'
import {
  COMPLETION_INDEX,
  countsByIndex,
  FAILURE_COUNT,
  failuresOf,
  IGNORED_FAILURE_COUNT,
  ignoredFailuresOf,
  TRACKING,
} from './facts.ts'
import { judgeFailure } from './policies.ts'

/** Generated names keep so much of their base. */
const PREFIX_MAX = 58

/** A Pod of a Job, held until it is counted; `last` is the failed one of the same index that it follows. */
export function newPod(job: Job, index: number | undefined, last: Pod | undefined): Pod {
  const draft = podFromTemplate(jobs, job, job.spec?.template)
  const { finalizers = [], ...metadata } = draft.metadata
  const held: Pod = {
    ...draft,
    metadata: { ...metadata, finalizers: [...new Set([...finalizers, TRACKING])] },
  }
  return index === undefined ? held : withIndex(job, held, index, last)
}

function withIndex(job: Job, pod: Pod, index: number, last: Pod | undefined): Pod {
  const { name = '' } = job.metadata
  const end = `-${index}-`
  const mark = { [COMPLETION_INDEX]: `${index}` }
  const failures = countsByIndex(job) ? failureCounts(job, last) : {}
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      generateName: `${name.slice(0, PREFIX_MAX - end.length)}${end}`,
      labels: { ...pod.metadata.labels, ...mark },
      annotations: { ...pod.metadata.annotations, ...mark, ...failures },
    },
    spec: { ...withIndexInEnv(pod.spec), hostname: `${name}-${index}` },
  }
}

/** How often an index has failed is handed on from Pod to Pod. */
function failureCounts(job: Job, last: Pod | undefined): Record<string, string> {
  if (last === undefined) return { [FAILURE_COUNT]: '0' }
  const { counts } = judgeFailure(job, last)
  const failures = failuresOf(last) + (counts ? 1 : 0)
  const ignored = ignoredFailuresOf(last) + (counts ? 0 : 1)
  return {
    [FAILURE_COUNT]: `${failures}`,
    ...(ignored === 0 ? {} : { [IGNORED_FAILURE_COUNT]: `${ignored}` }),
  }
}

function withIndexInEnv(spec: PodSpec | undefined): PodSpec {
  const { initContainers, containers = [] } = spec ?? {}
  return {
    ...(spec as PodSpec),
    containers: containers.map(withVariable),
    ...(initContainers === undefined ? {} : { initContainers: initContainers.map(withVariable) }),
  }
}

const VARIABLE = {
  name: 'JOB_COMPLETION_INDEX',
  valueFrom: { fieldRef: { fieldPath: `metadata.labels['${COMPLETION_INDEX}']` } },
}

function withVariable(container: Container): Container {
  const { env = [] } = container
  if (env.some(({ name }) => name === VARIABLE.name)) return container
  return { ...container, env: [...env, VARIABLE] }
}
