import { type Cause, forbidden, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { validateImmutable, validateNonNegative } from '../../meta/object-meta.ts'
import type {
  Deployment,
  DeploymentSpec,
  DeploymentStrategy,
} from '../../schema/generated/apps-v1.ts'
import { goStruct } from '../go-struct.ts'
import { specOptions } from '../pod/options.ts'
import type { PodValidationOptions } from '../pod-template/options.ts'
import {
  ABOVE_READY,
  ABOVE_REPLICAS,
  checkCollisions,
  checkCounters,
  checkNotAbove,
} from '../workload/counts.ts'
import { checkIntOrPercent, checkNotMoreThanAll, isNothing } from '../workload/int-or-percent.ts'
import { checkSelected, checkSelector } from '../workload/selector.ts'
import { checkLastingTemplate } from '../workload/template.ts'
import { rollbackErrors } from './rollback.ts'

const EMPTY = {} as DeploymentSpec
const PATHS = { selector: 'spec.selector', template: 'spec.template' }

export function validateDeployment(deployment: Deployment): Cause[] {
  const out: Cause[] = []
  checkSpec(out, deployment, {})
  return out
}

export function validateDeploymentUpdate(next: Deployment, old: Deployment): Cause[] {
  const out: Cause[] = []
  checkSpec(out, next, specOptions(old.spec?.template?.spec ?? { containers: [] }))
  out.push(...validateImmutable(next.spec?.selector, old.spec?.selector, 'spec.selector'))
  return out
}

function checkSpec(out: Cause[], deployment: Deployment, options: PodValidationOptions): void {
  const { spec = EMPTY } = deployment
  out.push(...validateNonNegative(spec.replicas ?? 0, 'spec.replicas'))
  checkSelector(out, spec.selector, 'spec.selector', 'empty selector is invalid for deployment')
  if (checkSelected(out, spec.selector, spec.template, PATHS, 'invalid label selector'))
    checkLastingTemplate(out, spec.template, 'spec.template', 'ReplicaSet', options)
  checkStrategy(out, spec.strategy ?? {})
  const ready = spec.minReadySeconds ?? 0
  out.push(...validateNonNegative(ready, 'spec.minReadySeconds'))
  out.push(...validateNonNegative(spec.revisionHistoryLimit ?? 0, 'spec.revisionHistoryLimit'))
  out.push(...rollbackErrors(deployment))
  const deadline = spec.progressDeadlineSeconds
  if (deadline === undefined) return
  out.push(...validateNonNegative(deadline, 'spec.progressDeadlineSeconds'))
  if (deadline <= ready)
    out.push(
      invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'),
    )
}

function checkStrategy(out: Cause[], strategy: DeploymentStrategy): void {
  const path = 'spec.strategy'
  const { type, rollingUpdate } = strategy
  if (type === 'Recreate') {
    if (rollingUpdate !== undefined)
      out.push(
        forbidden(
          `${path}.rollingUpdate`,
          "may not be specified when strategy `type` is 'Recreate'",
        ),
      )
  } else if (type !== 'RollingUpdate')
    out.push(
      notSupported(path, goStruct('apps/v1.DeploymentStrategy', strategy), [
        'Recreate',
        'RollingUpdate',
      ]),
    )
  else if (rollingUpdate === undefined)
    out.push(required(`${path}.rollingUpdate`, 'this should be defaulted and never be nil'))
  else {
    const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate
    checkIntOrPercent(out, maxUnavailable, `${path}.rollingUpdate.maxUnavailable`)
    checkIntOrPercent(out, maxSurge, `${path}.rollingUpdate.maxSurge`)
    if (isNothing(maxUnavailable) && isNothing(maxSurge))
      out.push(
        invalid(
          `${path}.rollingUpdate.maxUnavailable`,
          maxUnavailable,
          'may not be 0 when `maxSurge` is 0',
        ),
      )
    checkNotMoreThanAll(out, maxUnavailable, `${path}.rollingUpdate.maxUnavailable`)
  }
}

const COUNTERS = [
  'observedGeneration',
  'replicas',
  'updatedReplicas',
  'readyReplicas',
  'availableReplicas',
  'unavailableReplicas',
  'collisionCount',
  'terminatingReplicas',
]

export function validateDeploymentStatus(next: Deployment, old: Deployment): Cause[] {
  const out: Cause[] = []
  const status = next.status ?? {}
  checkCounters(out, status, COUNTERS)
  checkNotAbove(
    out,
    status,
    ['updatedReplicas', 'readyReplicas', 'availableReplicas'],
    'replicas',
    ABOVE_REPLICAS,
  )
  checkNotAbove(out, status, ['availableReplicas'], 'readyReplicas', ABOVE_READY)
  checkCollisions(out, status, old.status ?? {})
  return out
}
