// What an ApplyConfiguration of a mutating policy makes of an object. Follows apiserver
// `admission/plugin/policy/mutating/patch/smd.go`: merged as server-side apply does, though owned by nobody.
import { MapValue } from '../../../meta/cel/values.ts'
import { isObject, type JsonObject } from '../../../meta/object.ts'
import { mergeConfiguration } from '../../../patch/merge.ts'
import { memberShape, type Shape } from '../../../patch/shape.ts'
import { typeFaults } from '../../../patch/typed.ts'

/** The object with the configuration in it, or why that cannot be. */
export function withConfiguration(
  object: JsonObject,
  config: JsonObject,
  shape: Shape,
): JsonObject | string {
  const typed = { ...config, apiVersion: object.apiVersion, kind: object.kind }
  const faults = typeFaults(shape, typed)
  if (faults !== undefined)
    return `error applying patch: failed to convert patch object to typed object: ${faults}`
  const atomics = atomicsIn(shape, typed, '')
  if (atomics.length > 0)
    return `error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ${atomics.join(', ')}`
  return mergeConfiguration(shape, object, typed) as JsonObject
}

/** Where a configuration would replace as a whole what it may have meant to change in part. */
function atomicsIn(shape: Shape, value: unknown, path: string): string[] {
  const { map, list } = shape
  if (isObject(value) && map !== undefined) {
    const inner = Object.entries(value).flatMap(([name, member]) => {
      const known = map.fields.has(name) ? memberShape(map, name) : undefined
      return known === undefined ? [] : atomicsIn(known, member, `${path}.${name}`)
    })
    return map.atomic ? [path, ...inner] : inner
  }
  if (!Array.isArray(value) || list === undefined) return []
  const inner = value.flatMap((item, index) => atomicsIn(list.items, item, `${path}[${index}]`))
  return list.kind === 'atomic' ? [path, ...inner] : inner
}

/** Objects are called by where they stand: `Object.spec` is what `spec` is. What is called otherwise is told. */
export function typeNameFlaw(value: unknown): string | undefined {
  const flaws = value instanceof MapValue ? namesIn(value, value.type ?? 'Object') : []
  return flaws.length === 0 ? undefined : `type mismatch: ${flaws.join('\n')}`
}

function namesIn(value: unknown, name: string): string[] {
  if (Array.isArray(value)) return value.flatMap(item => namesIn(item, name))
  if (!(value instanceof MapValue)) return []
  if (value.type === undefined) return value.keys.flatMap(key => namesIn(value.get(key), name))
  const own =
    value.type === name
      ? []
      : [
          `unexpected type name "${value.type}", expected "${name}", which matches field name path from root Object type`,
        ]
  return [...own, ...value.keys.flatMap(key => namesIn(value.get(key), `${name}.${String(key)}`))]
}
