// The rules of Services.
import type { Rules } from '../../meta/kind.ts'
import type { Service } from '../../schema/generated/core-v1.ts'
import { serviceDefaults } from './defaults.ts'
import { specOf } from './spec.ts'
import { dropLeftovers } from './update.ts'
import { validateService } from './validate.ts'
import { validateServiceUpdate } from './validate-update.ts'
import { serviceWarnings } from './warnings.ts'

export const serviceRules: Rules<Service> = {
  defaults: serviceDefaults,
  prepareForCreate: draft => ({ ...draft, status: { loadBalancer: {} } }),
  prepareForUpdate: (next, old) => {
    const { status: _, ...rest } = next
    const status = next.spec?.type === 'LoadBalancer' ? old.status : withoutIngress(old.status)
    return {
      ...rest,
      spec: dropLeftovers(specOf(next), specOf(old)),
      ...(status === undefined ? {} : { status }),
    }
  },
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  warningsOnCreate: serviceWarnings,
  warningsOnUpdate: next => serviceWarnings(next),
}

/** What is no load balancer any more has none to tell of. */
const withoutIngress = (status: Service['status']): Service['status'] =>
  status === undefined ? undefined : { ...status, loadBalancer: {} }
