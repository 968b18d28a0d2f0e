// The rules of LimitRanges: defaults of containers, and bounds that do not contradict each other.
import { type Cause, duplicate, forbidden, invalid, required } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import { qualifiedNameErrors } from '../../meta/names.ts'
import { compareQuantities, nanosOf } from '../../meta/quantity.ts'
import type { LimitRange, LimitRangeItem } from '../../schema/generated/core-v1.ts'
import { isOvercommitted } from '../pod-template/resource-names.ts'
import { checkContainerResourceName, checkResourceName } from '../pod-template/resources.ts'
import { changed, mappedIn } from '../same.ts'

type Amounts = Readonly<Record<string, string>>

export const limitRangeRules: Rules<LimitRange> = {
  defaults: range =>
    range.spec === undefined
      ? range
      : changed(range, 'spec', mappedIn(range.spec, 'limits', defaultItem)),
  validate,
  validateUpdate: next => validate(next),
}

/** For containers, what is missing follows from what is there: limits from the most, requests from limits or the least. */
function defaultItem(item: LimitRangeItem): LimitRangeItem {
  if (item.type !== 'Container') return item
  const limits = { ...item.max, ...item.default }
  const requests = { ...item.min, ...limits, ...item.defaultRequest }
  return {
    ...item,
    ...(Object.keys(limits).length === 0 ? {} : { default: limits }),
    ...(Object.keys(requests).length === 0 ? {} : { defaultRequest: requests }),
  }
}

const TYPES = ['Pod', 'Container', 'PersistentVolumeClaim']

function validate(range: LimitRange): Cause[] {
  const types = new Set<string>()
  return (range.spec?.limits ?? []).flatMap((item, index) => {
    const path = `spec.limits[${index}]`
    const causes = typeErrors(item.type, `${path}.type`)
    if (types.has(item.type)) causes.push(duplicate(`${path}.type`, item.type))
    types.add(item.type)
    return [...causes, ...nameErrors(item, path), ...boundErrors(item, path)]
  })
}

function typeErrors(type: string, path: string): Cause[] {
  const errors = qualifiedNameErrors(type)
  if (errors.length > 0) return errors.map(text => invalid(path, type, text))
  if (type.includes('/') || TYPES.includes(type)) return []
  return [invalid(path, type, 'must be a standard limit type or fully qualified')]
}

function nameErrors(item: LimitRangeItem, path: string): Cause[] {
  const causes: Cause[] = []
  const ofContainers = item.type === 'Container' || item.type === 'Pod'
  const check = ofContainers ? checkContainerResourceName : checkResourceName
  const names = (amounts: Amounts | undefined, field: string): void => {
    for (const name of Object.keys(amounts ?? {})) check(causes, name, `${path}.${field}[${name}]`)
  }
  names(item.max, 'max')
  names(item.min, 'min')
  const noDefaults = "may not be specified when `type` is 'Pod'"
  for (const field of ['default', 'defaultRequest'] as const) {
    if (item.type !== 'Pod') names(item[field], field)
    else if (Object.keys(item[field] ?? {}).length > 0)
      causes.push(forbidden(`${path}.${field}`, noDefaults))
  }
  const { min = {}, max = {} } = item
  const isBounded = min['storage'] !== undefined || max['storage'] !== undefined
  if (item.type === 'PersistentVolumeClaim' && !isBounded)
    causes.push(
      required(
        `${path}.limits`,
        'either minimum or maximum storage value is required, but neither was provided',
      ),
    )
  names(item.maxLimitRequestRatio, 'maxLimitRequestRatio')
  return causes
}

/** Pairs of which the first may not be greater than the second, and which of them is named. */
const ORDER: readonly (readonly [Field, Field, 0 | 1])[] = [
  ['min', 'max', 0],
  ['min', 'defaultRequest', 1],
  ['defaultRequest', 'max', 0],
  ['defaultRequest', 'default', 0],
  ['min', 'default', 1],
  ['default', 'max', 0],
]

type Field = 'min' | 'max' | 'default' | 'defaultRequest'

const WORDS: Readonly<Record<Field, string>> = {
  min: 'min value',
  max: 'max value',
  default: 'default value',
  defaultRequest: 'default request value',
}

function boundErrors(given: LimitRangeItem, path: string): Cause[] {
  // Pods as a whole have no defaults; that they were given is told already.
  const item = given.type === 'Pod' ? { ...given, default: {}, defaultRequest: {} } : given
  const amounts = [item.max, item.min, item.default, item.defaultRequest, item.maxLimitRequestRatio]
  const names = new Set(amounts.flatMap(each => Object.keys(each ?? {})))
  return [...names].flatMap(name => [
    ...ORDER.flatMap(([less, more, named]) => orderError(item, name, less, more, named, path)),
    ...ratioErrors(item, name, path),
    ...fixedErrors(item, name, path),
  ])
}

function orderError(
  item: LimitRangeItem,
  name: string,
  less: Field,
  more: Field,
  named: 0 | 1,
  path: string,
): Cause[] {
  const [small, large] = [item[less]?.[name], item[more]?.[name]]
  if (small === undefined || large === undefined || compareQuantities(small, large) <= 0) return []
  const words =
    less === 'defaultRequest' && more === 'default' ? 'default limit value' : WORDS[more]
  const text = `${WORDS[less]} ${small} is greater than ${words} ${large}`
  const field = named === 0 ? less : more
  // The real server quotes the lesser of a default request's bound, the greater of a default's.
  const quoted = field === less ? small : less === 'min' && more === 'default' ? small : large
  return [invalid(`${path}.${field}[${name}]`, less === 'default' ? large : quoted, text)]
}

function ratioErrors(item: LimitRangeItem, name: string, path: string): Cause[] {
  const ratio = item.maxLimitRequestRatio?.[name]
  if (ratio === undefined) return []
  const at = `${path}.maxLimitRequestRatio[${name}]`
  const causes: Cause[] = []
  if (compareQuantities(ratio, '1') < 0)
    causes.push(invalid(at, ratio, `ratio ${ratio} is less than 1`))
  const [min, max] = [item.min?.[name], item.max?.[name]]
  if (min === undefined || max === undefined) return causes
  const most = Number(nanosOf(max)) / Number(nanosOf(min))
  if (Number(nanosOf(ratio)) / 1e9 > most)
    causes.push(invalid(at, ratio, `ratio ${ratio} is greater than max/min = ${most.toFixed(6)}`))
  return causes
}

/** What cannot be promised twice is requested as it is limited. */
function fixedErrors(item: LimitRangeItem, name: string, path: string): Cause[] {
  const [limit, request] = [item.default?.[name], item.defaultRequest?.[name]]
  if (isOvercommitted(name) || limit === undefined || request === undefined) return []
  if (compareQuantities(limit, request) === 0) return []
  const text = `default value ${limit} must equal to defaultRequest value ${request} in ${name}`
  return [invalid(`${path}.defaultRequest[${name}]`, request, text)]
}
