// The rules of DaemonSets. The template generation, a counter that apps/v1 no longer shows as a field,
// lives in an annotation: it is kept from hands and counts changes of the template.
import type { Rules } from '../../meta/kind.ts'
import type { DaemonSet } from '../../schema/generated/apps-v1.ts'
import { templateWarnings } from '../pod-template/warnings.ts'
import { keepingSpec } from '../workload/prepare.ts'
import { defaultDaemonSet } from './defaults.ts'
import {
  prepareForCreate,
  prepareForUpdate,
  templateChanged,
  templateGenerationOf,
  withTemplateGeneration,
} from './generation.ts'
import { validateDaemonSet, validateDaemonSetStatus, validateDaemonSetUpdate } from './validate.ts'

export const daemonSetRules: Rules<DaemonSet> = {
  defaults: defaultDaemonSet,
  prepareForCreate,
  prepareForUpdate,
  validate: validateDaemonSet,
  validateUpdate: validateDaemonSetUpdate,
  warningsOnCreate: ds => templateWarnings('spec.template', ds.spec?.template),
  warningsOnUpdate: (next, old) =>
    templateChanged(next, old) ? templateWarnings('spec.template', next.spec?.template) : [],
}

export const daemonSetStatusRules: Pick<Rules<DaemonSet>, 'prepareForUpdate' | 'validateUpdate'> = {
  // The counter is a field of the spec to the real server.
  prepareForUpdate: (next, old) =>
    withTemplateGeneration(keepingSpec(next, old), templateGenerationOf(old)),
  validateUpdate: validateDaemonSetStatus,
}
