import type { Kind } from '../meta/kind.ts'
import { isObject, type JsonObject } from '../meta/object.ts'
import { decode } from '../schema/decode.ts'
import type { Types } from '../schema/table.ts'

/** A custom object: metadata is typed, all else is kept as it is. */
export function decodeCustom(
  _kind: Kind<never> | Kind,
  value: JsonObject,
  types: Types,
): { value: JsonObject; strict: readonly string[] } {
  const metadata = isObject(value.metadata) ? value.metadata : {}
  const decoded = decode(types, 'meta/v1.ObjectMeta', metadata)
  return {
    value: { ...value, metadata: decoded.value },
    strict: decoded.unknown.map(path => `unknown field "metadata.${path}"`),
  }
}
