// Shapes of custom resources, read off the structural schemas of their definitions.
import { isObject, type JsonObject } from '../meta/object.ts'
import {
  type FieldShape,
  type ListShape,
  listShape,
  type MapShape,
  plain,
  type ScalarSort,
  type Shape,
  untypedShape,
} from './shape.ts'

/**
 * The shape of a custom resource of this `openAPIV3Schema`. What the schema says of apiVersion, kind and
 * metadata does not count: those are what they are for every object, so the shape of ObjectMeta comes in.
 */
export function structuralShape(openAPIV3Schema: unknown, objectMeta: Shape): Shape {
  const schema = isObject(openAPIV3Schema) ? openAPIV3Schema : {}
  return embedded({ ...schema, type: 'object' }, false, objectMeta)
}

const string: Shape = plain({ scalar: 'string' })

/** An object with apiVersion, kind and metadata of its own. */
function embedded(schema: JsonObject, preserve: boolean, objectMeta: Shape): Shape {
  const object = new StructuralMap(schema, preserves(schema, preserve), objectMeta)
  const fields = new Map(object.fields)
  for (const [name, shape] of [
    ['apiVersion', string],
    ['kind', string],
    ['metadata', objectMeta],
  ] as const)
    fields.set(name, { name, element: `f:${name}`, shape, field: undefined, default: undefined })
  return plain({ map: { atomic: object.atomic, fields, rest: object.rest, go: undefined } })
}

function schemaShape(value: unknown, preserve: boolean, objectMeta: Shape): Shape {
  const schema = isObject(value) ? value : {}
  const below = preserves(schema, preserve)
  if (schema['x-kubernetes-embedded-resource'] === true)
    return embedded(schema, preserve, objectMeta)
  switch (schema['type']) {
    case 'object':
      return plain({ map: new StructuralMap(schema, below, objectMeta) })
    case 'array':
      return plain({ list: structuralList(schema, below, objectMeta) })
    case 'string':
      return plain({ scalar: stringSort(schema['format']) })
    case 'integer':
    case 'number':
      return plain({ scalar: 'numeric' })
    case 'boolean':
      return plain({ scalar: 'boolean' })
    default:
      return plain({
        scalar: 'untyped',
        list: structuralList(schema, below, objectMeta),
        map: new StructuralMap(schema, below, objectMeta),
      })
  }
}

const stringSort = (format: unknown): ScalarSort =>
  format === undefined || format === '' || format === 'byte' ? 'string' : 'untyped'

const preserves = (schema: JsonObject, preserve: boolean): boolean =>
  preserve || schema['x-kubernetes-preserve-unknown-fields'] === true

class StructuralMap implements MapShape {
  readonly atomic: boolean
  readonly fields: ReadonlyMap<string, FieldShape>
  readonly rest: Shape | undefined
  readonly go = undefined

  constructor(schema: JsonObject, preserve: boolean, objectMeta: Shape) {
    this.atomic = schema['x-kubernetes-map-type'] === 'atomic'
    const fields = new Map<string, FieldShape>()
    const properties = isObject(schema['properties']) ? schema['properties'] : {}
    for (const [name, property] of Object.entries(properties))
      fields.set(name, {
        name,
        element: `f:${name}`,
        shape: schemaShape(property, preserve, objectMeta),
        field: undefined,
        default: isObject(property) ? property['default'] : undefined,
      })
    this.fields = fields
    const additional = schema['additionalProperties']
    if (isObject(additional)) this.rest = schemaShape(additional, preserve, objectMeta)
    else if (additional === undefined)
      this.rest = preserve || fields.size === 0 ? untypedShape : undefined
    else this.rest = additional === true ? untypedShape : undefined
  }
}

function structuralList(schema: JsonObject, preserve: boolean, objectMeta: Shape): ListShape {
  const kind = schema['x-kubernetes-list-type']
  const keys = schema['x-kubernetes-list-map-keys']
  return listShape(
    kind === 'set' || kind === 'map' ? kind : 'atomic',
    kind === 'map' && Array.isArray(keys) ? keys.map(String) : [],
    schema['items'] === undefined
      ? untypedShape
      : schemaShape(schema['items'], preserve, objectMeta),
  )
}
