// One device of a ResourceSlice: its attributes, capacities and counters.
import { type Cause, forbidden, invalid, required, tooLong } from '../../meta/field-errors.ts'
import { byteLength } from '../../meta/names.ts'
import type {
  CounterSet,
  Device,
  DeviceAttribute,
  DeviceCapacity,
  DeviceCounterConsumption,
} from '../../schema/generated/resource-v1.ts'
import { goStruct } from '../go-struct.ts'
import { listErrors, mapErrors, setErrors } from './lists.ts'
import { attributeNameErrors, labelErrors } from './names.ts'
import { devicePlaceErrors } from './place.ts'
import { requestPolicyErrors } from './request-policy.ts'
import { bindingErrors, taintErrors } from './taints.ts'

const ENTRIES_MAX = 32
const VALUES_MAX = 48
const TEXT_MAX = 64
const TAINTS_MAX = 16
const CONSUMPTIONS_MAX = 2
const COUNTERS_MAX = 32

export function deviceErrors(device: Device, isPlaced: boolean, path: string): Cause[] {
  const isShared = device.allowMultipleAllocations === true
  return [
    ...labelErrors(device.name, `${path}.name`),
    ...countErrors(device, path),
    ...mapErrors(
      device.attributes,
      Infinity,
      attributeNameErrors,
      attributeErrors,
      `${path}.attributes`,
    ),
    ...mapErrors(
      device.capacity,
      Infinity,
      attributeNameErrors,
      (capacity, at) => capacityErrors(capacity, isShared, at),
      `${path}.capacity`,
    ),
    ...listErrors(device.taints, TAINTS_MAX, taintErrors, `${path}.taints`),
    ...setErrors(
      device.consumesCounters,
      CONSUMPTIONS_MAX,
      consumptionErrors,
      ({ counterSet }) => counterSet,
      `${path}.consumesCounters`,
    ),
    ...devicePlaceErrors(device, isPlaced, path),
    ...bindingErrors(device, path),
  ]
}

function countErrors({ attributes = {}, capacity = {} }: Device, path: string): Cause[] {
  const entries = Object.keys(attributes).length + Object.keys(capacity).length
  const values = Object.values(attributes).reduce((sum, each) => sum + countOf(each), 0)
  const causes: Cause[] = []
  const tooMuch = (count: number, what: string, max: number): void => {
    if (count > max)
      causes.push(invalid(path, count, `the total number of ${what} must not exceed ${max}`))
  }
  tooMuch(entries, 'attributes and capacities', ENTRIES_MAX)
  tooMuch(values, 'attribute values', VALUES_MAX)
  return causes
}

const countOf = ({ ints, bools, strings, versions }: DeviceAttribute): number =>
  [ints, bools, strings, versions].reduce((sum, list) => sum + (list?.length ?? 0), 0) || 1

const VERSION =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?$/

function attributeErrors(attribute: DeviceAttribute, path: string): Cause[] {
  const { string, version, strings = [], versions = [] } = attribute
  const causes = [
    ...(string === undefined ? [] : textErrors(string, `${path}.string`)),
    ...(version === undefined ? [] : versionErrors(version, `${path}.version`)),
    ...strings.flatMap((text, index) => textErrors(text, `${path}.strings[${index}]`)),
    ...versions.flatMap((text, index) => versionErrors(text, `${path}.versions[${index}]`)),
  ]
  const given = Object.keys(attribute).length
  if (given === 1) return causes
  const value = given === 0 ? '' : goStruct('resource/v1.DeviceAttribute', attribute)
  return [...causes, invalid(path, value, 'exactly one value must be specified')]
}

const textErrors = (text: string, path: string): Cause[] =>
  byteLength(text) > TEXT_MAX ? [tooLong(path, TEXT_MAX)] : []

const versionErrors = (text: string, path: string): Cause[] => [
  ...(VERSION.test(text)
    ? []
    : [invalid(path, text, 'must be a string compatible with semver.org spec 2.0.0')]),
  ...textErrors(text, path),
]

function capacityErrors(capacity: DeviceCapacity, isShared: boolean, path: string): Cause[] {
  const { requestPolicy, value } = capacity
  if (requestPolicy === undefined) return []
  const at = `${path}.requestPolicy`
  return isShared
    ? requestPolicyErrors(value, requestPolicy, at)
    : [forbidden(at, 'allowMultipleAllocations must be true')]
}

function consumptionErrors(consumption: DeviceCounterConsumption, path: string): Cause[] {
  const { counterSet, counters } = consumption
  return [
    ...countersNameErrors(counterSet, `${path}.counterSet`),
    ...countersErrors(counters, path),
  ]
}

export const counterSetErrors = ({ name, counters }: CounterSet, path: string): Cause[] => [
  ...countersNameErrors(name, `${path}.name`),
  ...countersErrors(counters, path),
]

const countersNameErrors = (name: string, path: string): Cause[] =>
  name ? labelErrors(name, path) : [required(path)]

const countersErrors = (counters: CounterSet['counters'], path: string): Cause[] =>
  Object.keys(counters ?? {}).length === 0
    ? [required(`${path}.counters`)]
    : mapErrors(counters, COUNTERS_MAX, labelErrors, () => [], `${path}.counters`)
