// The rules of ResourceClaims and their templates: what is asked of devices. Selectors in CEL are
// not compiled here.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { Rules } from '../../meta/kind.ts'
import { validateTemplateMeta } from '../../meta/object-meta.ts'
import type {
  DeviceRequest,
  DeviceToleration,
  ResourceClaim,
  ResourceClaimSpec,
  ResourceClaimTemplate,
} from '../../schema/generated/resource-v1.ts'
import { goStruct } from '../go-struct.ts'
import { metaAgain } from '../meta-again.ts'
import { keptMetadata, withStatus } from '../status.ts'
import { claimStatusErrors, withoutDeallocated } from './claim-status.ts'
import { claimErrors } from './request.ts'

const IMMUTABLE = 'field is immutable'

export const resourceClaimRules: Rules<ResourceClaim> = {
  defaults: claim => ({ ...claim, spec: defaultSpec(claim.spec ?? {}) }),
  prepareForCreate: draft => withStatus(draft, {}),
  prepareForUpdate: (next, old) => withStatus(next, old.status),
  validate: ({ spec }) => specErrors(spec ?? {}, 'spec'),
  validateUpdate: (next, old) => [
    ...metaAgain(next, true),
    ...(sameJson(next.spec, old.spec) ? [] : [invalid('spec', printed(next.spec), IMMUTABLE)]),
  ],
}

export const resourceClaimStatusRules: Pick<
  Rules<ResourceClaim>,
  'prepareForUpdate' | 'validateUpdate'
> = {
  prepareForUpdate: (next, old) =>
    withStatus(
      { ...old, metadata: keptMetadata(next.metadata, old.metadata) },
      withoutDeallocated(next.status, old.status),
    ),
  validateUpdate: claimStatusErrors,
}

export const resourceClaimTemplateRules: Rules<ResourceClaimTemplate> = {
  defaults: template => ({
    ...template,
    spec: { metadata: {}, ...template.spec, spec: defaultSpec(template.spec?.spec ?? {}) },
  }),
  validate: ({ spec }) => [
    ...validateTemplateMeta(spec?.metadata, 'spec.metadata'),
    ...specErrors(spec?.spec ?? {}, 'spec.spec'),
  ],
  validateUpdate: ({ spec }, old) =>
    sameJson(spec, old.spec)
      ? []
      : [invalid('spec', { ...spec?.metadata, Spec: printed(spec?.spec) }, IMMUTABLE)],
}

const printed = (spec: ResourceClaimSpec | undefined): unknown =>
  goStruct('resource/v1.ResourceClaimSpec', spec)

function defaultSpec(spec: ResourceClaimSpec): ResourceClaimSpec {
  // A list that was not given is stored as null.
  if (!spec.devices?.requests) return spec
  return { ...spec, devices: { ...spec.devices, requests: spec.devices.requests.map(withMode) } }
}

function withMode(request: DeviceRequest): DeviceRequest {
  const { exactly, firstAvailable } = request
  return {
    ...request,
    ...(exactly === undefined ? {} : { exactly: counted(exactly) }),
    ...(firstAvailable === undefined ? {} : { firstAvailable: firstAvailable.map(counted) }),
  }
}

interface Counted {
  allocationMode?: string
  count?: number
  tolerations?: readonly DeviceToleration[]
}

function counted<T extends Counted>(asked: T): T {
  const allocationMode = asked.allocationMode || 'ExactCount'
  const { tolerations } = asked
  const known = {
    ...asked,
    allocationMode,
    ...(tolerations === undefined ? {} : { tolerations: tolerations.map(withOperator) }),
  }
  if (allocationMode !== 'ExactCount' || known.count) return known
  return { ...known, count: 1 }
}

const withOperator = (toleration: DeviceToleration): DeviceToleration => ({
  ...toleration,
  operator: toleration.operator || 'Equal',
})

const specErrors = (spec: ResourceClaimSpec, path: string): Cause[] =>
  claimErrors(spec.devices ?? {}, `${path}.devices`)
