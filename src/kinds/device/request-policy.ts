// How much of a capacity can be asked for: values that are listed, or a range with steps.
import { type Cause, forbidden, invalid, required } from '../../meta/field-errors.ts'
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  wholeOf,
} from '../../meta/quantity.ts'
import type {
  CapacityRequestPolicy,
  CapacityRequestPolicyRange,
} from '../../schema/generated/resource-v1.ts'
import { setErrors } from './lists.ts'

const VALUES_MAX = 10

export function requestPolicyErrors(
  capacity: string,
  policy: CapacityRequestPolicy,
  path: string,
): Cause[] {
  const { default: asked, validValues = [], validRange } = policy
  if (validValues.length > 0 && validRange !== undefined)
    return [
      forbidden(
        path,
        'exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time',
      ),
    ]
  if (validValues.length > 0)
    return asked === undefined
      ? [required(`${path}.default`, 'required when validValues is defined')]
      : valuesErrors(asked, capacity, validValues, `${path}.validValues`)
  if (validRange === undefined) return []
  return asked === undefined
    ? [required(`${path}.default`, 'required when validRange is defined')]
    : rangeErrors(asked, capacity, validRange, `${path}.validRange`)
}

const isMore = (a: string, b: string): boolean => compareQuantities(a, b) > 0

function valuesErrors(
  asked: string,
  capacity: string,
  values: readonly string[],
  path: string,
): Cause[] {
  const causes = values.flatMap((value, index) =>
    index > 0 && isMore(values[index - 1] ?? '', value)
      ? [invalid(`${path}[${index}]`, value, 'values must be sorted in ascending order')]
      : [],
  )
  const check = (value: string, at: string): Cause[] =>
    isMore(value, capacity)
      ? [invalid(at, value, `option is larger than capacity value: ${capacity}`)]
      : []
  causes.push(...setErrors(values, VALUES_MAX, check, value => String(wholeOf(value)), path))
  if (!values.some(value => compareQuantities(value, asked) === 0))
    causes.push(invalid(path, asked, 'default value is not valid according to the requestPolicy'))
  return causes
}

function rangeErrors(
  asked: string,
  capacity: string,
  { min, max, step }: CapacityRequestPolicyRange,
  path: string,
): Cause[] {
  if (min === undefined) return [required(`${path}.min`, 'required when validRange is defined')]
  const causes: Cause[] = []
  const check = (isWrong: boolean, field: string, value: string, text: string): void => {
    if (isWrong) causes.push(invalid(`${path}.${field}`, value, text))
  }
  const larger = `is larger than capacity value: ${capacity}`
  check(isMore(min, capacity), 'min', min, `min ${larger}`)
  check(isMore(min, asked), 'min', asked, `default is less than min: ${min}`)
  if (max !== undefined) {
    check(isMore(min, max), 'max', min, `min is larger than max: ${max}`)
    check(isMore(max, capacity), 'max', max, `max ${larger}`)
    check(isMore(asked, max), 'max', asked, `default is more than max: ${max}`)
  }
  if (step === undefined) return causes
  const one = formatQuantity(addQuantities(parseQuantity(min), parseQuantity(step)))
  check(isMore(one, capacity), 'step', step, `one step ${one} ${larger}`)
  causes.push(...stepErrors(asked, min, max, step, path))
  return causes
}

function stepErrors(
  asked: string,
  min: string,
  max: string | undefined,
  step: string,
  path: string,
): Cause[] {
  const at = `${path}.step`
  const each = wholeOf(step)
  if (each <= 0n) return [invalid(at, step, 'must be greater than zero')]
  const text = `value is not a multiple of a given step (${step}) from (${min})`
  return [asked, ...(max === undefined ? [] : [max])]
    .filter(value => (wholeOf(value) - wholeOf(min)) % each !== 0n)
    .map(value => invalid(at, value, text))
}
