// What becomes of the schema of a custom resource where OpenAPI tells it: more is said of what stands for
// whole objects and of what may be a number or a string, and the old version leaves out what it has no words for.
import { isObject, type JsonObject } from '../../meta/object.ts'

type Change = (schema: JsonObject) => JsonObject

const NUMBER_OR_STRING: readonly JsonObject[] = [{ type: 'integer' }, { type: 'string' }]

/** What may be a number or a string says so in plain words, too. */
export const unfolded = (schema: JsonObject): JsonObject => walk(schema, spellOut)

/** The schema in the words of OpenAPI v2; what clients of old cannot read there has no type. */
export const inV2 = (schema: JsonObject): JsonObject => walk(schema, simplify)

/** Objects within objects have a kind and metadata of their own, unless `skips` says that nobody is to know. */
export const withEmbedded = (
  schema: JsonObject,
  members: JsonObject,
  skips: (schema: JsonObject) => boolean,
): JsonObject =>
  walk(schema, each => {
    if (each['x-kubernetes-embedded-resource'] !== true || skips(each)) return each
    const required = Array.isArray(each.required) ? each.required : []
    const missing = ['kind', 'apiVersion'].filter(name => !required.includes(name))
    return {
      ...each,
      properties: { ...(isObject(each.properties) ? each.properties : {}), ...members },
      required: [...required, ...missing],
    }
  })

/** Whether the schema lets any field pass. */
export const letsAllPass = (schema: JsonObject): boolean =>
  schema['x-kubernetes-preserve-unknown-fields'] === true

/** Changes a schema and then all that stands in it. */
function walk(schema: JsonObject, change: Change): JsonObject {
  const { items, properties, additionalProperties, ...own } = change(schema)
  return {
    ...own,
    ...(isObject(items) ? { items: walk(items, change) } : {}),
    ...(isObject(properties) ? { properties: walkAll(properties, change) } : {}),
    ...(additionalProperties === undefined
      ? {}
      : {
          additionalProperties: isObject(additionalProperties)
            ? walk(additionalProperties, change)
            : additionalProperties,
        }),
  }
}

const walkAll = (schemas: JsonObject, change: Change): JsonObject =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      isObject(schema) ? walk(schema, change) : schema,
    ]),
  )

function spellOut(schema: JsonObject): JsonObject {
  if (schema['x-kubernetes-int-or-string'] !== true) return schema
  const { anyOf, allOf } = schema
  const [first] = Array.isArray(allOf) ? allOf : []
  if (isSpelt(anyOf) || (isObject(first) && isSpelt(first.anyOf))) return schema
  if (!Array.isArray(anyOf)) return { ...schema, anyOf: NUMBER_OR_STRING }
  return { ...schema, allOf: [{ anyOf: NUMBER_OR_STRING }, ...(Array.isArray(allOf) ? allOf : [])] }
}

const isSpelt = (anyOf: unknown): boolean =>
  Array.isArray(anyOf) &&
  anyOf.length === NUMBER_OR_STRING.length &&
  NUMBER_OR_STRING.every(({ type }, index) => isObject(anyOf[index]) && anyOf[index].type === type)

function simplify(schema: JsonObject): JsonObject {
  const { allOf: _all, oneOf: _one, anyOf: _any, not: _not, nullable, ...rest } = schema
  const { type, items, properties, required, ...others } = rest
  const isOpen = nullable === true || letsAllPass(schema)
  const inside = isOpen ? {} : { ...given({ items }), ...given({ properties }) }
  const untyped =
    nullable === true ||
    (type === 'array' && !('items' in inside)) ||
    (type === 'object' && letsAllPass(schema))
  return {
    ...others,
    ...(untyped ? {} : given({ type })),
    ...inside,
    ...given({ required: requiredIn(required, inside.properties, others.additionalProperties) }),
  }
}

/** What may be null need not be there for clients of old. */
function requiredIn(required: unknown, properties: unknown, additional: unknown): unknown {
  if (!Array.isArray(required) || (isObject(additional) && additional.nullable === true))
    return undefined
  const left = required.filter(name => {
    const property = isObject(properties) ? properties[name] : undefined
    return !isObject(property) || property.nullable !== true
  })
  return left.length === 0 ? undefined : left
}

/** An object without the members that are undefined. */
const given = (members: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
