// The rules of Deployments.
import { sameJson } from '../../meta/freeze.ts'
import type { Rules } from '../../meta/kind.ts'
import type {
  Deployment,
  DeploymentSpec,
  DeploymentStrategy,
} from '../../schema/generated/apps-v1.ts'
import { defaultPodTemplate } from '../pod-template/defaults.ts'
import { templateWarnings } from '../pod-template/warnings.ts'
import { changed, filled, without } from '../same.ts'
import { keepingSpec, keepingStatus, newWith, podNameWarnings } from '../workload/prepare.ts'
import { keepingRollback, withRollback } from './rollback.ts'
import {
  validateDeployment,
  validateDeploymentStatus,
  validateDeploymentUpdate,
} from './validate.ts'

const SPEC: Partial<DeploymentSpec> = {
  replicas: 1,
  revisionHistoryLimit: 10,
  progressDeadlineSeconds: 600,
}
const ROLLING_UPDATE = { maxUnavailable: '25%', maxSurge: '25%' }

function defaultDeployment(deployment: Deployment): Deployment {
  const spec = deployment.spec ?? ({} as DeploymentSpec)
  let result = changed(spec, 'template', defaultPodTemplate(spec.template ?? {}))
  result = changed(result, 'strategy', defaultStrategy(spec.strategy ?? {}))
  return changed(withRollback(deployment), 'spec', filled(result, SPEC))
}

function defaultStrategy(strategy: DeploymentStrategy): DeploymentStrategy {
  const typed = strategy.type ? strategy : { ...strategy, type: 'RollingUpdate' }
  if (typed.type !== 'RollingUpdate') return typed
  return changed(typed, 'rollingUpdate', filled(typed.rollingUpdate ?? {}, ROLLING_UPDATE))
}

/** The generation counts changed annotations too, as copies of them go to the ReplicaSets. */
function countingAnnotations(next: Deployment, old: Deployment): Deployment {
  const kept = keepingStatus(next, old)
  if (sameJson(next.metadata.annotations ?? {}, old.metadata.annotations ?? {})) return kept
  const generation = (old.metadata.generation ?? 0) + 1
  return { ...kept, metadata: { ...kept.metadata, generation } }
}

function withLabels(deployment: Deployment, labels: Deployment['metadata']['labels']): Deployment {
  const metadata = without(deployment.metadata, 'labels')
  return { ...deployment, metadata: labels === undefined ? metadata : { ...metadata, labels } }
}

export const deploymentRules: Rules<Deployment> = {
  defaults: defaultDeployment,
  prepareForCreate: newWith<Deployment>({}),
  prepareForUpdate: countingAnnotations,
  validate: validateDeployment,
  validateUpdate: validateDeploymentUpdate,
  warningsOnCreate: deployment => [
    ...podNameWarnings(deployment.metadata.name),
    ...templateWarnings('spec.template', deployment.spec?.template),
  ],
  warningsOnUpdate: (next, old) =>
    next.metadata.generation === old.metadata.generation
      ? []
      : templateWarnings('spec.template', next.spec?.template),
}

export const deploymentStatusRules: Pick<
  Rules<Deployment>,
  'prepareForUpdate' | 'validateUpdate'
> = {
  prepareForUpdate: (next, old) =>
    keepingRollback(withLabels(keepingSpec(next, old), old.metadata.labels), old),
  validateUpdate: validateDeploymentStatus,
}
