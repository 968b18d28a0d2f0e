// The rules of DeviceClasses.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import type { DeviceClass } from '../../schema/generated/resource-v1.ts'
import { alike, metaAgain } from '../meta-again.ts'
import { isExtended } from '../pod-template/resource-names.ts'
import { CONFIGS_MAX, configurationErrors } from './configuration.ts'
import { listErrors } from './lists.ts'
import { selectorsErrors } from './selector.ts'

export const deviceClassRules: Rules<DeviceClass> = {
  ...alike(validate),
  validateUpdate: next => [...metaAgain(next, false), ...validate(next)],
}

function validate({ spec = {} }: DeviceClass): Cause[] {
  const { selectors, config, extendedResourceName: name } = spec
  return [
    ...selectorsErrors(selectors, 'spec.selectors'),
    ...listErrors(config, CONFIGS_MAX, configurationErrors, 'spec.config'),
    ...(name === undefined || isExtended(name)
      ? []
      : [invalid('spec.extendedResourceName', name, 'must be a valid extended resource name')]),
  ]
}
