// What devices are selected by and configured with. Expressions in CEL are not compiled here.
import { type Cause, invalid, required, tooLong } from '../../meta/field-errors.ts'
import { byteLength } from '../../meta/names.ts'
import { isObject } from '../../meta/object.ts'
import type {
  DeviceSelector,
  OpaqueDeviceConfiguration,
} from '../../schema/generated/resource-v1.ts'
import { listErrors } from './lists.ts'
import { driverErrors } from './names.ts'

const EXPRESSION_MAX = 10 * 1024
const PARAMETERS_MAX = 10 * 1024
const SELECTORS_MAX = 32
export const CONFIGS_MAX = 32

export function selectorsErrors(
  selectors: readonly DeviceSelector[] | undefined,
  path: string,
): Cause[] {
  return listErrors(selectors, SELECTORS_MAX, selectorErrors, path)
}

function selectorErrors({ cel }: DeviceSelector, path: string): Cause[] {
  if (cel === undefined) return [required(`${path}.cel`)]
  return byteLength(cel.expression) > EXPRESSION_MAX
    ? [tooLong(`${path}.cel.expression`, EXPRESSION_MAX)]
    : []
}

export function configurationErrors(
  { opaque }: { readonly opaque?: OpaqueDeviceConfiguration },
  path: string,
): Cause[] {
  const at = `${path}.opaque`
  if (opaque === undefined) return [required(at)]
  return [
    ...driverErrors(opaque.driver, `${at}.driver`),
    ...rawErrors(opaque.parameters, `${at}.parameters`, PARAMETERS_MAX),
  ]
}

/** A value of any shape that must be an object; it is not quoted. */
export function rawErrors(value: unknown, path: string, max: number): Cause[] {
  if (value === undefined || value === null) return [required(path)]
  if (byteLength(JSON.stringify(value)) > max) return [tooLong(path, max)]
  return isObject(value) ? [] : [invalid(path, '<value omitted>', 'must be a valid JSON object')]
}
