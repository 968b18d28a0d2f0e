// The rules of ResourceSlices: what devices a driver has, in which pool, and where.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import { validateImmutable } from '../../meta/object-meta.ts'
import { formatTime } from '../../meta/time.ts'
import type {
  Device,
  DeviceAttribute,
  ResourcePool,
  ResourceSlice,
  ResourceSliceSpec,
} from '../../schema/generated/resource-v1.ts'
import { mapped, mappedIn, without } from '../same.ts'
import { counterSetErrors, deviceErrors } from './device.ts'
import { setErrors } from './lists.ts'
import { driverErrors, poolErrors } from './names.ts'
import { slicePlaceErrors } from './place.ts'

const DEVICES_MAX = 128
/** With taints or counters there is room for fewer. */
const RICH_DEVICES_MAX = 64
const COUNTER_SETS_MAX = 8

const NONE: ResourceSliceSpec = { driver: '' }
const NO_POOL: ResourcePool = { name: '', generation: 0, resourceSliceCount: 0 }

export const resourceSliceRules: Rules<ResourceSlice> = {
  prepareForCreate: (draft, { nowMs }) => withDates(withoutGated(draft), nowMs),
  prepareForUpdate: (next, _old, { nowMs }) => withDates(withoutGated(next), nowMs),
  validate: ({ spec = NONE }) => specErrors(spec, undefined),
  validateUpdate: ({ spec = NONE }, old) => specErrors(spec, old.spec ?? NONE),
}

/** Attributes that are lists are behind a gate that is off. */
function withoutGated(slice: ResourceSlice): ResourceSlice {
  const { devices } = slice.spec ?? {}
  const listed = (attribute: DeviceAttribute): boolean => LISTS.some(name => name in attribute)
  const isGated = ({ attributes }: Device): boolean => Object.values(attributes ?? {}).some(listed)
  if (slice.spec === undefined || !(devices ?? []).some(isGated)) return slice
  const attributesOf = ({ attributes }: Device): [string, DeviceAttribute][] =>
    Object.entries(attributes ?? {}).map(([name, attribute]) => [
      name,
      LISTS.reduce<DeviceAttribute>((left, list) => without(left, list), attribute),
    ])
  const plain = (devices ?? []).map(device =>
    isGated(device) ? { ...device, attributes: Object.fromEntries(attributesOf(device)) } : device,
  )
  return { ...slice, spec: { ...slice.spec, devices: plain } }
}

const LISTS = ['ints', 'bools', 'strings', 'versions'] as const

/** A taint without a date is of now. */
function withDates(slice: ResourceSlice, nowMs: number): ResourceSlice {
  if (slice.spec?.devices === undefined) return slice
  const timeAdded = formatTime(nowMs)
  const devices = mapped(slice.spec.devices, (device: Device) =>
    mappedIn(device, 'taints', (taint: NonNullable<Device['taints']>[number]) =>
      taint.timeAdded === undefined ? { ...taint, timeAdded } : taint,
    ),
  )
  return devices === slice.spec.devices ? slice : { ...slice, spec: { ...slice.spec, devices } }
}

function specErrors(spec: ResourceSliceSpec, old: ResourceSliceSpec | undefined): Cause[] {
  const isPlaced = spec.perDeviceNodeSelection === true
  const causes = [
    ...driverErrors(spec.driver, 'spec.driver'),
    ...poolFaults(spec.pool ?? NO_POOL),
    ...(old === undefined ? [] : changes(spec, old)),
    ...slicePlaceErrors(spec, 'spec'),
  ]
  if (spec.sharedCounters !== undefined && spec.devices !== undefined)
    causes.push(invalid('spec', '', 'only one of `sharedCounters` or `devices` is allowed'))
  return [
    ...causes,
    ...setErrors(
      spec.devices,
      (spec.devices ?? []).some(isRich) ? RICH_DEVICES_MAX : DEVICES_MAX,
      (device, at) => deviceErrors(device, isPlaced, at),
      ({ name }) => name,
      'spec.devices',
    ),
    ...setErrors(
      spec.sharedCounters,
      COUNTER_SETS_MAX,
      counterSetErrors,
      ({ name }) => name,
      'spec.sharedCounters',
    ),
  ]
}

function poolFaults({ name, generation, resourceSliceCount: count }: ResourcePool): Cause[] {
  const causes = poolErrors(name, 'spec.pool.name')
  if (count <= 0)
    causes.push(invalid('spec.pool.resourceSliceCount', count, 'must be greater than zero'))
  if (generation < 0)
    causes.push(
      invalid('spec.pool.generation', generation, 'must be greater than or equal to zero'),
    )
  return causes
}

const changes = (spec: ResourceSliceSpec, old: ResourceSliceSpec): Cause[] => [
  ...validateImmutable(spec.pool?.name, old.pool?.name, 'spec.pool.name'),
  ...validateImmutable(spec.driver, old.driver, 'spec.driver'),
  ...validateImmutable(spec.nodeName ?? null, old.nodeName ?? null, 'spec.nodeName'),
]

const isRich = ({ taints, consumesCounters }: Device): boolean =>
  (taints ?? []).length > 0 || (consumesCounters ?? []).length > 0
