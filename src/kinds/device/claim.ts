// The rules of ResourceClaims and their templates: what is asked of devices. Selectors in CEL are
// not compiled here.
import {
  type Cause,
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { Rules } from '../../meta/kind.ts'
import { dnsLabelErrors, dnsSubdomainErrors } from '../../meta/names.ts'
import type {
  DeviceRequest,
  ExactDeviceRequest,
  ResourceClaim,
  ResourceClaimSpec,
  ResourceClaimTemplate,
} from '../../schema/generated/resource-v1.ts'
import { goStruct } from '../go-struct.ts'
import { keptMetadata, withStatus } from '../status.ts'

const MODES = ['All', 'ExactCount']
const IMMUTABLE = 'field is immutable'

export const resourceClaimRules: Rules<ResourceClaim> = {
  defaults: claim => ({ ...claim, spec: defaultSpec(claim.spec ?? {}) }),
  prepareForCreate: draft => withStatus(draft, {}),
  prepareForUpdate: (next, old) => withStatus(next, old.status),
  validate: ({ spec }) => specErrors(spec ?? {}, 'spec'),
  validateUpdate: (next, old) =>
    sameJson(next.spec, old.spec) ? [] : [invalid('spec', printed(next.spec), IMMUTABLE)],
}

export const resourceClaimStatusRules: Pick<
  Rules<ResourceClaim>,
  'prepareForUpdate' | 'validateUpdate'
> = {
  prepareForUpdate: (next, old) =>
    withStatus({ ...old, metadata: keptMetadata(next.metadata, old.metadata) }, next.status),
  validateUpdate: ({ status = {} }, old) => {
    const { allocation, reservedFor = [] } = status
    const before = old.status?.allocation
    const causes = reservedFor.flatMap(({ uid }, index) =>
      reservedFor.findIndex(other => other.uid === uid) < index
        ? [duplicate(`status.reservedFor[${index}]`, uid)]
        : [],
    )
    if (reservedFor.length > 0 && allocation === undefined)
      causes.push(
        forbidden('status.reservedFor', 'may not be specified when `allocated` is not set'),
      )
    if (before !== undefined && allocation !== undefined && !sameJson(allocation, before))
      causes.push(
        invalid(
          'status.allocation',
          goStruct('resource/v1.AllocationResult', allocation),
          IMMUTABLE,
        ),
      )
    return causes
  },
}

export const resourceClaimTemplateRules: Rules<ResourceClaimTemplate> = {
  defaults: template => ({
    ...template,
    spec: { metadata: {}, ...template.spec, spec: defaultSpec(template.spec?.spec ?? {}) },
  }),
  validate: ({ spec }) => specErrors(spec?.spec ?? {}, 'spec.spec'),
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

function counted<T extends { allocationMode?: string; count?: number }>(asked: T): T {
  const allocationMode = asked.allocationMode || 'ExactCount'
  const known = { ...asked, allocationMode }
  if (allocationMode !== 'ExactCount' || known.count) return known
  return { ...known, count: 1 }
}

function specErrors(spec: ResourceClaimSpec, path: string): Cause[] {
  const requests = spec.devices?.requests ?? []
  return requests.flatMap((request, index) => {
    const at = `${path}.devices.requests[${index}]`
    const again = requests.findIndex(other => other.name === request.name) < index
    return [...requestErrors(request, at), ...(again ? [duplicate(at, request.name)] : [])]
  })
}

function requestErrors({ name, exactly, firstAvailable }: DeviceRequest, path: string): Cause[] {
  const subrequests = firstAvailable ?? []
  return [
    ...nameErrors(name, `${path}.name`),
    ...(exactly === undefined ? [] : askedErrors(exactly, `${path}.exactly`)),
    ...subrequests.flatMap((asked, index) => [
      ...nameErrors(asked.name, `${path}.firstAvailable[${index}].name`),
      ...askedErrors(asked, `${path}.firstAvailable[${index}]`),
    ]),
  ]
}

function nameErrors(name: string, path: string): Cause[] {
  if (!name) return [required(path)]
  return dnsLabelErrors(name).map(text => invalid(path, name, text))
}

type Asked = Pick<ExactDeviceRequest, 'deviceClassName' | 'allocationMode' | 'count'>

function askedErrors({ deviceClassName, allocationMode, count }: Asked, path: string): Cause[] {
  const at = `${path}.deviceClassName`
  const causes = deviceClassName
    ? dnsSubdomainErrors(deviceClassName).map(text => invalid(at, deviceClassName, text))
    : [required(at)]
  if (allocationMode === 'ExactCount') {
    if ((count ?? 0) <= 0)
      causes.push(invalid(`${path}.count`, count ?? 0, 'must be greater than zero'))
  } else if (allocationMode === 'All') {
    if (count)
      causes.push(
        invalid(`${path}.count`, count, "must not be specified when allocationMode is 'All'"),
      )
  } else causes.push(notSupported(`${path}.allocationMode`, allocationMode, MODES))
  return causes
}
