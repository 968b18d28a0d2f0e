// The rules of ReplicaSets.
import type { Cause } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import { validateImmutable, validateNonNegative } from '../../meta/object-meta.ts'
import type { ReplicaSet, ReplicaSetSpec } from '../../schema/generated/apps-v1.ts'
import { specOptions } from '../pod/options.ts'
import { defaultPodTemplate } from '../pod-template/defaults.ts'
import type { PodValidationOptions } from '../pod-template/options.ts'
import { templateWarnings } from '../pod-template/warnings.ts'
import { changed, filled } from '../same.ts'
import { keepingSpec, keepingStatus, newWith, podNameWarnings } from '../workload/prepare.ts'
import { checkReplicaStatus } from '../workload/replica-status.ts'
import { checkSelected, checkSelector } from '../workload/selector.ts'
import { checkLastingTemplate } from '../workload/template.ts'

const EMPTY = {} as ReplicaSetSpec
const SPEC = { replicas: 1 }
const PATHS = { selector: 'spec.selector', template: 'spec.template' }

function defaultReplicaSet(rs: ReplicaSet): ReplicaSet {
  const spec = rs.spec ?? EMPTY
  return changed(
    rs,
    'spec',
    filled(changed(spec, 'template', defaultPodTemplate(spec.template ?? {})), SPEC),
  )
}

export const replicaSetRules: Rules<ReplicaSet> = {
  defaults: defaultReplicaSet,
  prepareForCreate: newWith<ReplicaSet>({ replicas: 0 }),
  prepareForUpdate: keepingStatus,
  validate: rs => validateSpec(rs.spec ?? EMPTY, {}),
  validateUpdate: (next, old) => [
    ...validateSpec(
      next.spec ?? EMPTY,
      specOptions(old.spec?.template?.spec ?? { containers: [] }),
    ),
    ...validateImmutable(next.spec?.selector, old.spec?.selector, 'spec.selector'),
  ],
  warningsOnCreate: rs => [
    ...podNameWarnings(rs.metadata.name),
    ...templateWarnings('spec.template', rs.spec?.template),
  ],
  warningsOnUpdate: (next, old) =>
    next.metadata.generation === old.metadata.generation
      ? []
      : templateWarnings('spec.template', next.spec?.template),
}

export const replicaSetStatusRules: Pick<
  Rules<ReplicaSet>,
  'prepareForUpdate' | 'validateUpdate'
> = {
  prepareForUpdate: keepingSpec,
  validateUpdate: next => checkReplicaStatus(next.status ?? { replicas: 0 }),
}

/** An empty selector is refused in the name of Deployments: so does the real server. */
function validateSpec(spec: ReplicaSetSpec, options: PodValidationOptions): Cause[] {
  const out = validateNonNegative(spec.replicas ?? 0, 'spec.replicas')
  out.push(...validateNonNegative(spec.minReadySeconds ?? 0, 'spec.minReadySeconds'))
  checkSelector(out, spec.selector, 'spec.selector', 'empty selector is invalid for deployment')
  if (checkSelected(out, spec.selector, spec.template, PATHS, 'invalid label selector'))
    checkLastingTemplate(out, spec.template, 'spec.template', 'ReplicaSet', options)
  return out
}
