// The rules of replication controllers, which take labels and selector from their template.
import { type Cause, forbidden, notSupported, required } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import { matches, selectorFromLabels } from '../../meta/labels.ts'
import { validateNonNegative } from '../../meta/object-meta.ts'
import type {
  ReplicationController,
  ReplicationControllerSpec,
} from '../../schema/generated/core-v1.ts'
import { specOptions } from '../pod/options.ts'
import { defaultPodTemplate } from '../pod-template/defaults.ts'
import type { PodValidationOptions } from '../pod-template/options.ts'
import { validatePodTemplate } from '../pod-template/validate.ts'
import { templateWarnings } from '../pod-template/warnings.ts'
import { changed, filled } from '../same.ts'
import { keepingSpec, keepingStatus, newWith, podNameWarnings } from '../workload/prepare.ts'
import { checkReplicaStatus } from '../workload/replica-status.ts'
import { mismatch } from '../workload/selector.ts'

const SPEC = { replicas: 1 }
const isSet = (map: object | undefined): boolean => Object.keys(map ?? {}).length > 0

function defaultController(rc: ReplicationController): ReplicationController {
  let spec: ReplicationControllerSpec = filled(rc.spec ?? {}, SPEC)
  if (spec.template) spec = changed(spec, 'template', defaultPodTemplate(spec.template))
  const labels = spec.template?.metadata?.labels
  if (labels === undefined) return changed(rc, 'spec', spec)
  if (!isSet(spec.selector)) spec = { ...spec, selector: labels }
  const metadata = isSet(rc.metadata.labels) ? rc.metadata : { ...rc.metadata, labels }
  return changed(changed(rc, 'metadata', metadata), 'spec', spec)
}

export const replicationControllerRules: Rules<ReplicationController> = {
  defaults: defaultController,
  prepareForCreate: newWith<ReplicationController>({ replicas: 0 }),
  prepareForUpdate: keepingStatus,
  validate: rc => validateSpec(rc.spec ?? {}, {}),
  validateUpdate: (next, old) =>
    validateSpec(next.spec ?? {}, specOptions(old.spec?.template?.spec ?? { containers: [] })),
  warningsOnCreate: rc => [
    ...podNameWarnings(rc.metadata.name),
    ...templateWarnings('spec.template', rc.spec?.template),
  ],
  warningsOnUpdate: (next, old) =>
    next.metadata.generation === old.metadata.generation
      ? []
      : templateWarnings('spec.template', next.spec?.template),
}

export const replicationControllerStatusRules: Pick<
  Rules<ReplicationController>,
  'prepareForUpdate' | 'validateUpdate'
> = {
  prepareForUpdate: keepingSpec,
  validateUpdate: next => checkReplicaStatus(next.status ?? { replicas: 0 }),
}

function validateSpec(spec: ReplicationControllerSpec, options: PodValidationOptions): Cause[] {
  const out = validateNonNegative(spec.minReadySeconds ?? 0, 'spec.minReadySeconds')
  if (!isSet(spec.selector)) out.push(required('spec.selector'))
  out.push(...validateNonNegative(spec.replicas ?? 0, 'spec.replicas'))
  if (!spec.template) out.push(required('spec.template'))
  else checkTemplate(out, spec, options)
  return out
}

function checkTemplate(
  out: Cause[],
  spec: ReplicationControllerSpec,
  options: PodValidationOptions,
): void {
  const template = spec.template ?? {}
  const labels = template.metadata?.labels
  if (isSet(spec.selector) && !matches(selectorFromLabels(spec.selector), labels))
    out.push(mismatch(template))
  out.push(...validatePodTemplate(template, 'spec.template', options))
  const policy = template.spec?.restartPolicy ?? ''
  if (policy !== 'Always')
    out.push(notSupported('spec.template.spec.restartPolicy', policy, ['Always']))
  if (template.spec?.activeDeadlineSeconds !== undefined)
    out.push(
      forbidden(
        'spec.template.spec.activeDeadlineSeconds',
        'activeDeadlineSeconds in ReplicationController is not Supported',
      ),
    )
}
