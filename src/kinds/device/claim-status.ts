// What may be said of a ResourceClaim: who has reserved it, and which devices it was given.
import {
  type Cause,
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
  tooMany,
} from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import { formatIP, parseCIDR } from '../../meta/ip.ts'
import { byteLength } from '../../meta/names.ts'
import type {
  AllocatedDeviceStatus,
  AllocationResult,
  DeviceAllocationConfiguration,
  DeviceRequestAllocationResult,
  NetworkDeviceData,
  ResourceClaim,
  ResourceClaimConsumerReference,
  ResourceClaimStatus,
} from '../../schema/generated/resource-v1.ts'
import { conditionsErrors } from '../conditions.ts'
import { goStruct } from '../go-struct.ts'
import { checkNodeSelector } from '../pod-template/node-selector.ts'
import { CONFIGS_MAX, configurationErrors, rawErrors } from './configuration.ts'
import { listErrors, setErrors } from './lists.ts'
import { driverErrors, labelErrors, poolErrors } from './names.ts'
import { referenceErrors, referencesErrors, requestNames } from './request.ts'
import { bindingErrors, tolerationErrors } from './taints.ts'

const RESERVED_MAX = 256
const RESULTS_MAX = 32
const DATA_MAX = 10 * 1024
const CONDITIONS_MAX = 8
const INTERFACE_MAX = 256
const HARDWARE_MAX = 128
const ADDRESSES_MAX = 16

export function claimStatusErrors(claim: ResourceClaim, old: ResourceClaim): Cause[] {
  const { allocation, reservedFor = [], devices } = claim.status ?? {}
  const given = new Set((allocation?.devices?.results ?? []).map(deviceId))
  const causes = [
    ...setErrors(reservedFor, RESERVED_MAX, consumerErrors, ({ uid }) => uid, 'status.reservedFor'),
    ...setErrors(
      devices,
      Infinity,
      (device, path) => deviceStatusErrors(device, given, path),
      deviceId,
      'status.devices',
    ),
  ]
  if (reservedFor.length > 0) causes.push(...reservationErrors(claim, old))
  return [...causes, ...allocationChanges(claim, old)]
}

function reservationErrors({ metadata, status }: ResourceClaim, old: ResourceClaim): Cause[] {
  const at = 'status.reservedFor'
  if (status?.allocation === undefined)
    return [forbidden(at, 'may not be specified when `allocated` is not set')]
  if (metadata.deletionTimestamp === undefined) return []
  const before = old.status?.reservedFor ?? []
  const isNew = (status.reservedFor ?? []).some(
    each => !before.some(other => sameJson(each, other)),
  )
  const text =
    'new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set'
  return isNew ? [forbidden(at, text)] : []
}

/** What was given stays as long as it is given. */
function allocationChanges({ spec, status }: ResourceClaim, old: ResourceClaim): Cause[] {
  const allocation = status?.allocation
  const before = old.status?.allocation
  const path = 'status.allocation'
  if (allocation === undefined) return []
  if (before === undefined) return allocationErrors(allocation, requestNames(spec?.devices), path)
  if (sameJson(allocation, before)) return []
  return [invalid(path, goStruct('resource/v1.AllocationResult', allocation), 'field is immutable')]
}

function allocationErrors(
  { devices = {}, nodeSelector }: AllocationResult,
  known: ReadonlySet<string>,
  path: string,
): Cause[] {
  const causes = [
    ...listErrors(
      devices.results,
      RESULTS_MAX,
      (result, at) => resultErrors(result, known, at),
      `${path}.devices.results`,
    ),
    ...listErrors(
      devices.config,
      2 * CONFIGS_MAX,
      (config, at) => configErrors(config, known, at),
      `${path}.devices.config`,
    ),
  ]
  if (nodeSelector !== undefined) checkNodeSelector(causes, nodeSelector, `${path}.nodeSelector`)
  return causes
}

function resultErrors(
  result: DeviceRequestAllocationResult,
  known: ReadonlySet<string>,
  path: string,
): Cause[] {
  return [
    ...referenceErrors(result.request, known, `${path}.request`),
    ...placeErrors(result, path),
    ...bindingErrors(result, path),
    ...shareErrors(result.shareID, `${path}.shareID`),
    ...(result.tolerations ?? []).flatMap((each, index) =>
      tolerationErrors(each, `${path}.tolerations[${index}]`),
    ),
  ]
}

const SOURCES = ['FromClaim', 'FromClass']

function configErrors(
  config: DeviceAllocationConfiguration,
  known: ReadonlySet<string>,
  path: string,
): Cause[] {
  const at = `${path}.source`
  const source = SOURCES.includes(config.source)
    ? []
    : [config.source ? notSupported(at, config.source, SOURCES) : required(at)]
  return [
    ...source,
    ...referencesErrors(config.requests, known, `${path}.requests`),
    ...configurationErrors(config, path),
  ]
}

function consumerErrors(consumer: ResourceClaimConsumerReference, path: string): Cause[] {
  return (['resource', 'name', 'uid'] as const)
    .filter(field => !consumer[field])
    .map(field => required(`${path}.${field}`))
}

type Place = Pick<AllocatedDeviceStatus, 'driver' | 'pool' | 'device' | 'shareID'>

const placeErrors = ({ driver, pool, device }: Place, path: string): Cause[] => [
  ...driverErrors(driver, `${path}.driver`),
  ...poolErrors(pool, `${path}.pool`),
  ...labelErrors(device, `${path}.device`),
]

/** What is said of devices that were given back is forgotten with them. */
export function withoutDeallocated(
  status: ResourceClaimStatus | undefined,
  old: ResourceClaimStatus | undefined,
): ResourceClaimStatus | undefined {
  const idsOf = (of: ResourceClaimStatus | undefined): string[] =>
    (of?.allocation?.devices?.results ?? []).map(deviceId)
  const kept = idsOf(status)
  const gone = new Set(idsOf(old).filter(id => !kept.includes(id)))
  if (status === undefined || gone.size === 0) return status
  const { devices, ...rest } = status
  const left = (devices ?? []).filter(device => !gone.has(deviceId(device)))
  return left.length === 0 ? rest : { ...rest, devices: left }
}

/** `driver/pool/device`, and the share where a device is shared. */
const deviceId = ({ driver, pool, device, shareID }: Place): string =>
  [driver, pool, device, ...(shareID === undefined ? [] : [shareID])].join('/')

function deviceStatusErrors(
  status: AllocatedDeviceStatus,
  given: ReadonlySet<string>,
  path: string,
): Cause[] {
  const { driver, pool, device, shareID, data, conditions, networkData } = status
  const isGiven = given.has(deviceId(status))
  const printed = { Driver: driver, Pool: pool, Device: device, ShareID: shareID ?? '' }
  return [
    ...placeErrors(status, path),
    ...shareErrors(shareID, `${path}.shareID`),
    ...(isGiven ? [] : [invalid(path, printed, 'must be an allocated device in the claim')]),
    ...((conditions ?? []).length > CONDITIONS_MAX
      ? [tooMany(`${path}.conditions`, (conditions ?? []).length, CONDITIONS_MAX)]
      : []),
    ...conditionsErrors(conditions, `${path}.conditions`),
    ...(data === undefined || data === null ? [] : rawErrors(data, `${path}.data`, DATA_MAX)),
    ...(networkData === undefined ? [] : networkErrors(networkData, `${path}.networkData`)),
  ]
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

function shareErrors(share: string | undefined, path: string): Cause[] {
  if (share === undefined || UUID.test(share)) return []
  const text =
    share.length === 36
      ? UUID.test(share.toLowerCase())
        ? 'uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase hexadecimal characters'
        : 'error validating uid: invalid UUID format'
      : `error validating uid: invalid UUID length: ${share.length}`
  return [invalid(path, share, text)]
}

/** How a device of a network shows itself. */
function networkErrors(data: NetworkDeviceData, path: string): Cause[] {
  const { interfaceName = '', hardwareAddress = '', ips } = data
  return [
    ...(byteLength(interfaceName) > INTERFACE_MAX
      ? [tooLong(`${path}.interfaceName`, INTERFACE_MAX)]
      : []),
    ...(byteLength(hardwareAddress) > HARDWARE_MAX
      ? [tooLong(`${path}.hardwareAddress`, HARDWARE_MAX)]
      : []),
    ...setErrors(ips, ADDRESSES_MAX, interfaceAddressErrors, ip => ip, `${path}.ips`),
  ]
}

/** An address with the length of its network, as an interface has it: bits beyond the length may be set. */
function interfaceAddressErrors(text: string, path: string): Cause[] {
  const cidr = parseCIDR(text)
  if (cidr === undefined)
    return [
      invalid(
        path,
        text,
        'must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)',
      ),
    ]
  const canonical = `${formatIP(cidr.address)}/${cidr.prefixLength}`
  return canonical === text
    ? []
    : [invalid(path, text, `must be in canonical form (${JSON.stringify(canonical)})`)]
}
