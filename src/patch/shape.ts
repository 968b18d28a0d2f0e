// How a place in an object may be written: which members it has, how its lists and maps are owned and
// merged. This room holds what needs that knowledge: JSON, merge and strategic patches, server-side
// apply and managed fields, all pure functions of object, patch and shape. It never reads a store, a
// clock or a request, and it knows no kind: errors that name a kind are made by whoever calls.
import type { Field, ListType, StructType, TypeRef, Types } from '../schema/types.ts'

/** What a scalar must be; `untyped` takes any. */
export type ScalarSort = 'string' | 'numeric' | 'boolean' | 'untyped'

/**
 * A place in an object. A place of one type has one of the three; a place whose type is known only by
 * its value (JSON of any form, parts of custom resources) has several.
 */
export interface Shape {
  readonly scalar: ScalarSort | undefined
  readonly list: ListShape | undefined
  readonly map: MapShape | undefined
  /** How Go types the place; absent for custom resources, which Go does not decode. */
  readonly type: TypeRef | undefined
}

/** A list, and how server-side apply takes it. */
export interface ListShape {
  readonly kind: ListType
  /** The keys of a list of kind `map`, as declared and in the order of their names. */
  readonly keys: readonly string[]
  readonly sortedKeys: readonly string[]
  /** What counts for a key that an element leaves out. */
  readonly keyDefaults: ReadonlyMap<string, unknown>
  readonly items: Shape
}

/** A struct or a map. */
export interface MapShape {
  readonly atomic: boolean
  readonly fields: ReadonlyMap<string, FieldShape>
  /** What members that are not among the fields may be; undefined where there may be none. */
  readonly rest: Shape | undefined
  /** The struct's name in Go, such as `PodSpec`; undefined for maps and custom resources. */
  readonly go: string | undefined
}

/** A named member of a struct. */
export interface FieldShape {
  readonly name: string
  /** How a path calls it, `f:name`; made once because sets of fields are made at every write. */
  readonly element: string
  readonly shape: Shape
  readonly field: Field | undefined
  /** A default of the schema, explicit or the zero of what JSON always holds. */
  readonly default: unknown
}

/** The shape of a member, undefined when there may be none of that name. */
export function memberShape(map: MapShape, name: string): Shape | undefined {
  return map.fields.get(name)?.shape ?? map.rest
}

const shapesOf = new WeakMap<Types, Map<string, Shape>>()

/** The shape of a built-in struct such as `core/v1.Pod`. */
export function shapeOf(types: Types, structName: string): Shape {
  return structShape(types, { sort: 'struct', name: structName }, undefined)
}

function structShape(
  types: Types,
  type: TypeRef & { readonly sort: 'struct' },
  atomic: boolean | undefined,
): Shape {
  const shapes = shapesOf.get(types) ?? new Map<string, Shape>()
  shapesOf.set(types, shapes)
  const key = `${type.name} ${atomic ?? ''}`
  let shape = shapes.get(key)
  if (shape === undefined) {
    const struct = types.struct(type.name)
    if (struct === undefined) throw new Error(`no struct ${type.name}`)
    shape = plain({ map: new BuiltinStruct(types, struct, atomic), type })
    shapes.set(key, shape)
  }
  return shape
}

/** A built-in struct. Shapes of fields are made when they are first asked for: types refer to themselves. */
class BuiltinStruct implements MapShape {
  readonly atomic: boolean
  readonly fields: ReadonlyMap<string, FieldShape>
  readonly rest = undefined
  readonly go: string

  constructor(types: Types, struct: StructType, atomic: boolean | undefined) {
    this.atomic = atomic ?? struct.atomic ?? false
    this.go = struct.go.slice(struct.go.indexOf('.') + 1)
    const fields = new Map<string, FieldShape>()
    for (const [name, field] of struct.fields) fields.set(name, new BuiltinField(types, field))
    this.fields = fields
  }
}

class BuiltinField implements FieldShape {
  readonly name: string
  readonly element: string
  readonly field: Field
  readonly default: unknown
  readonly #types: Types
  #shape: Shape | undefined

  constructor(types: Types, field: Field) {
    this.#types = types
    this.name = field.name
    this.element = `f:${field.name}`
    this.field = field
    this.default =
      field.default ??
      (field.omit === 'never' && !field.pointer ? ZEROS[field.type.sort] : undefined)
  }

  get shape(): Shape {
    this.#shape ??= fieldShape(this.#types, this.field)
    return this.#shape
  }
}

/** The zeros that JSON holds where a scalar is never left out; they stand for missing keys of lists. */
const ZEROS: Readonly<Record<string, unknown>> = {
  string: '',
  bool: false,
  int32: 0,
  int64: 0,
  uint32: 0,
  float64: 0,
}

function fieldShape(types: Types, field: Field): Shape {
  const { type } = field
  if (type.sort === 'struct') return structShape(types, type, field.atomic)
  if (type.sort === 'list')
    return plain({ list: builtinList(types, type.of, field.listType, field.listMapKeys), type })
  if (type.sort === 'map') return builtinMap(types, type, field.atomic ?? false)
  return typeShape(types, type)
}

function typeShape(types: Types, type: TypeRef): Shape {
  switch (type.sort) {
    case 'struct':
      return structShape(types, type, undefined)
    case 'list':
      return plain({ list: builtinList(types, type.of, undefined, undefined), type })
    case 'map':
      return builtinMap(types, type, false)
    case 'fieldsV1':
    case 'raw':
    case 'any':
      return { ...atomicAny, type }
    default:
      return plain({ scalar: SCALARS[type.sort] ?? 'untyped', type })
  }
}

const SCALARS: Readonly<Record<string, ScalarSort>> = {
  string: 'string',
  bytes: 'string',
  duration: 'string',
  bool: 'boolean',
  int32: 'numeric',
  int64: 'numeric',
  uint32: 'numeric',
  float64: 'numeric',
}

function builtinMap(
  types: Types,
  type: TypeRef & { readonly sort: 'map' },
  atomic: boolean,
): Shape {
  return plain({
    map: { atomic, fields: new Map(), rest: typeShape(types, type.of), go: undefined },
    type,
  })
}

function builtinList(
  types: Types,
  of: TypeRef,
  kind: ListType = 'atomic',
  keys: readonly string[] = [],
): ListShape {
  return listShape(kind, keys, typeShape(types, of))
}

/** A list of items of a shape; the defaults of its keys are read off the items. */
export function listShape(kind: ListType, keys: readonly string[], items: Shape): ListShape {
  const keyDefaults = new Map<string, unknown>()
  for (const key of keys) {
    const value = items.map?.fields.get(key)?.default
    if (value !== undefined && value !== null) keyDefaults.set(key, value)
  }
  return { kind, keys, sortedKeys: [...keys].sort(), keyDefaults, items }
}

/** A shape of which only some members are known. */
export function plain(members: Partial<Shape>): Shape {
  return {
    scalar: members.scalar,
    list: members.list,
    map: members.map,
    type: members.type,
  }
}

const noFields: ReadonlyMap<string, FieldShape> = new Map()

/** Any JSON, owned as one value. */
export const atomicAny: Shape = {
  scalar: 'untyped',
  get list(): ListShape {
    return atomicList
  },
  get map(): MapShape {
    return atomicMap
  },
  type: undefined,
}

const atomicList: ListShape = listShape('atomic', [], atomicAny)
const atomicMap: MapShape = { atomic: true, fields: noFields, rest: atomicAny, go: undefined }

/** Any JSON without a schema: maps are owned member by member, lists as one value. */
export const untypedShape: Shape = {
  scalar: 'untyped',
  list: atomicList,
  get map(): MapShape {
    return untypedMap
  },
  type: undefined,
}

const untypedMap: MapShape = { atomic: false, fields: noFields, rest: untypedShape, go: undefined }
