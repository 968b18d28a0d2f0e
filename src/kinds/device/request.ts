// What a claim asks for: requests, the constraints between them, and how devices are configured.
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import type {
  DeviceClaim,
  DeviceClaimConfiguration,
  DeviceConstraint,
  DeviceRequest,
  DeviceSubRequest,
  ExactDeviceRequest,
} from '../../schema/generated/resource-v1.ts'
import { CONFIGS_MAX, configurationErrors } from './configuration.ts'
import { type Check, listErrors, setErrors } from './lists.ts'
import { fullNameErrors, labelErrors, subdomainErrors } from './names.ts'
import { selectorsErrors } from './selector.ts'
import { tolerationErrors } from './taints.ts'

const MODES = ['All', 'ExactCount']
const REQUESTS_MAX = 32
const CONSTRAINTS_MAX = 32
const ALTERNATIVES_MAX = 8

export function claimErrors(claim: DeviceClaim, path: string): Cause[] {
  const known = requestNames(claim)
  const named = ({ name }: { readonly name: string }): string => name
  return [
    ...setErrors(claim.requests, REQUESTS_MAX, requestErrors, named, `${path}.requests`),
    ...listErrors(
      claim.constraints,
      CONSTRAINTS_MAX,
      (each, at) => constraintErrors(each, known, at),
      `${path}.constraints`,
    ),
    ...listErrors(
      claim.config,
      CONFIGS_MAX,
      (each: DeviceClaimConfiguration, at) => [
        ...referencesErrors(each.requests, known, `${at}.requests`),
        ...configurationErrors(each, at),
      ],
      `${path}.config`,
    ),
  ]
}

/** How requests, and alternatives within them, can be named elsewhere in the claim. */
export function requestNames(claim: DeviceClaim | undefined): ReadonlySet<string> {
  return new Set(
    (claim?.requests ?? []).flatMap(({ name, firstAvailable = [] }) => [
      name,
      ...firstAvailable.map(other => `${name}/${other.name}`),
    ]),
  )
}

function requestErrors(request: DeviceRequest, path: string): Cause[] {
  const { name, exactly, firstAvailable = [] } = request
  const causes = labelErrors(name, `${path}.name`)
  const one = 'exactly one of `exactly` or `firstAvailable` is required'
  if (exactly === undefined && firstAvailable.length === 0) return [...causes, required(path, one)]
  if (exactly !== undefined && firstAvailable.length > 0)
    return [...causes, invalid(path, null, `${one}, but multiple fields are set`)]
  if (exactly !== undefined) return [...causes, ...askedErrors(exactly, `${path}.exactly`)]
  const alternative: Check<DeviceSubRequest> = (each, at) => [
    ...labelErrors(each.name, `${at}.name`),
    ...askedErrors(each, at),
  ]
  return [
    ...causes,
    ...setErrors(
      firstAvailable,
      ALTERNATIVES_MAX,
      alternative,
      each => each.name,
      `${path}.firstAvailable`,
    ),
  ]
}

type Asked = Pick<
  ExactDeviceRequest,
  'deviceClassName' | 'selectors' | 'allocationMode' | 'count' | 'tolerations'
>

function askedErrors(asked: Asked, path: string): Cause[] {
  const { deviceClassName, allocationMode = '', count = 0 } = asked
  const at = `${path}.deviceClassName`
  return [
    ...(deviceClassName ? subdomainErrors(deviceClassName, at) : [required(at)]),
    ...selectorsErrors(asked.selectors, `${path}.selectors`),
    ...modeErrors(allocationMode, count, path),
    ...(asked.tolerations ?? []).flatMap((each, index) =>
      tolerationErrors(each, `${path}.tolerations[${index}]`),
    ),
  ]
}

function modeErrors(mode: string, count: number, path: string): Cause[] {
  if (mode === 'ExactCount')
    return count > 0 ? [] : [invalid(`${path}.count`, count, 'must be greater than zero')]
  if (mode !== 'All') return [notSupported(`${path}.allocationMode`, mode, MODES)]
  const text = "must not be specified when allocationMode is 'All'"
  return count === 0 ? [] : [invalid(`${path}.count`, count, text)]
}

function constraintErrors(
  { requests, matchAttribute, distinctAttribute }: DeviceConstraint,
  known: ReadonlySet<string>,
  path: string,
): Cause[] {
  const causes = referencesErrors(requests, known, `${path}.requests`)
  if (matchAttribute !== undefined)
    return [...causes, ...fullNameErrors(matchAttribute, `${path}.matchAttribute`)]
  if (distinctAttribute !== undefined)
    return [...causes, ...fullNameErrors(distinctAttribute, `${path}.distinctAttribute`)]
  // The real server speaks of several fields although there is none.
  const text =
    'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set'
  return [...causes, required(path, text)]
}

/** Names of requests of the same claim. */
export function referencesErrors(
  names: readonly string[] | undefined,
  known: ReadonlySet<string>,
  path: string,
): Cause[] {
  return setErrors(
    names,
    REQUESTS_MAX,
    (name, at) => referenceErrors(name, known, at),
    name => name,
    path,
  )
}

const UNKNOWN =
  "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"

export function referenceErrors(name: string, known: ReadonlySet<string>, path: string): Cause[] {
  const parts = name.split('/')
  if (parts.length > 2) return [invalid(path, name, UNKNOWN)]
  return [
    ...parts.flatMap(part => labelErrors(part, path)),
    ...(known.has(name) ? [] : [invalid(path, name, UNKNOWN)]),
  ]
}
