// What devices are configured with.
import { type Cause, invalid, required, tooLong } from '../../meta/field-errors.ts'
import { byteLength } from '../../meta/names.ts'
import { isObject } from '../../meta/object.ts'
import type { OpaqueDeviceConfiguration } from '../../schema/generated/resource-v1.ts'
import { driverErrors } from './names.ts'

const PARAMETERS_MAX = 10 * 1024
export const CONFIGS_MAX = 32

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
