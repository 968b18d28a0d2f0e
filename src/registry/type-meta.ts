import type { JsonObject } from '../meta/object.ts'
import { sortOf } from '../schema/decode.ts'

/** What Go says of a kind or apiVersion that it cannot even read; undefined when it can. */
export function typeMetaFault(value: JsonObject): string | undefined {
  for (const name of ['kind', 'apiVersion'] as const) {
    const given = value[name]
    if (given !== undefined && given !== null && typeof given !== 'string')
      return `couldn't get version/kind; json parse error: json: cannot unmarshal ${sortOf(given)} into Go struct field .${name} of type string`
  }
  const { apiVersion } = value
  return typeof apiVersion === 'string' && apiVersion.split('/').length > 2
    ? `unexpected GroupVersion string: ${apiVersion}`
    : undefined
}
