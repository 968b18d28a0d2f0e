// The rules of PodTemplates, templates that stand alone.
import type { Rules } from '../../meta/kind.ts'
import type { PodTemplate } from '../../schema/generated/core-v1.ts'
import { specOptions } from '../pod/options.ts'
import { defaultPodTemplate } from '../pod-template/defaults.ts'
import { validatePodTemplate } from '../pod-template/validate.ts'
import { templateWarnings } from '../pod-template/warnings.ts'
import { changed } from '../same.ts'

export const podTemplateRules: Rules<PodTemplate> = {
  defaults: template => changed(template, 'template', defaultPodTemplate(template.template ?? {})),
  validate: template => validatePodTemplate(template.template ?? {}, 'template'),
  validateUpdate: (next, old) =>
    validatePodTemplate(
      next.template ?? {},
      'template',
      specOptions(old.template?.spec ?? { containers: [] }),
    ),
  warningsOnCreate: template => templateWarnings('template', template.template),
  warningsOnUpdate: next => templateWarnings('template', next.template),
}
