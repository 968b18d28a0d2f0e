// The structs of the API as object types, read off the table of types. A struct is made when it is first
// met; its fields when they are first asked for, so that structs may lead back to themselves.
import {
  type GraphQLEnumType,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql'
import { type Definition, definition } from '../schema/openapi.ts'
import type { Field, StructType, TypeRef, Types } from '../schema/types.ts'
import { Enums } from './enums.ts'
import { capital, type Names, nameOf, type Root } from './names.ts'
import type { Context } from './operation.ts'
import { JSON_SCALAR, scalarOf } from './scalars.ts'

export type FieldConfig = GraphQLFieldConfig<unknown, Context>
export type FieldMap = GraphQLFieldConfigMap<unknown, Context>

export class ObjectTypes {
  readonly #types: Types
  readonly #names = new Map<string, string>()
  readonly #built = new Map<string, GraphQLObjectType>()
  readonly #entries = new Map<string, GraphQLObjectType>()
  readonly #allNames: Names
  readonly #enums: Enums

  /** Names all structs that the roots are made of, in the order in which they are met. */
  constructor(types: Types, names: Names, roots: readonly Root[]) {
    this.#types = types
    this.#allNames = names
    this.#enums = new Enums(types, names)
    for (const root of roots)
      if (!this.#names.has(root.version.type)) this.#names.set(root.version.type, root.type)
    this.#visit('meta/v1.ObjectMeta', new Set())
    const seen = new Set<string>()
    for (const root of roots) this.#visit(root.version.type, seen)
  }

  #visit(name: string, seen: Set<string>): void {
    if (seen.has(name)) return
    seen.add(name)
    const struct = this.#types.struct(name)
    if (struct === undefined) return
    if (!this.#names.has(name)) this.#names.set(name, this.#freeName(name))
    for (const field of struct.fields.values()) {
      const inner = structIn(field.type)
      if (inner !== undefined) this.#visit(inner, seen)
      else this.#enums.of(name, field)
    }
  }

  /** `Subject`, or `FlowcontrolSubject`, or `AutoscalingV1Subject`. */
  #freeName(struct: string): string {
    const [place = '', name = ''] = struct.split('.')
    const [group = '', version = ''] = place.split('/')
    const long = `${capital(group)}${nameOf(name)}`
    return this.#allNames.takeOne(nameOf(name), long, `${long}${capital(version)}`)
  }

  /** The type of a struct. */
  of(name: string): GraphQLObjectType {
    let type = this.#built.get(name)
    if (type === undefined) {
      const struct = this.#types.struct(name)
      const description = this.descriptionOf(name)
      type = new GraphQLObjectType({
        name: this.#names.get(name) ?? this.#freeName(name),
        ...(description === undefined ? {} : { description }),
        fields: () => this.fieldsOf(name, struct),
      })
      this.#built.set(name, type)
    }
    return type
  }

  descriptionOf(name: string): string | undefined {
    return definition(name, this.#types).description
  }

  /** A type that a struct has, made by somebody else: kinds with their relations. */
  place(name: string, type: GraphQLObjectType): void {
    if (!this.#built.has(name)) this.#built.set(name, type)
  }

  fieldsOf(name: string, struct: StructType | undefined = this.#types.struct(name)): FieldMap {
    const fields: FieldMap = {}
    if (struct === undefined) return fields
    const told = definition(name, this.#types)
    for (const field of struct.fields.values()) {
      const own = nameOf(field.name)
      fields[own] = this.#field(name, field, told)
      if (field.type.sort === 'map')
        fields[`${own}Entries`] = this.#entriesField(field, field.type.of)
    }
    // A type without fields is none.
    if (struct.fields.size === 0) fields.json = { type: JSON_SCALAR, resolve: source => source }
    return fields
  }

  /** The enum of a field of a struct, for arguments that mean the same. */
  enumOf(struct: string, field: string): GraphQLEnumType | undefined {
    const found = this.#types.struct(struct)?.fields.get(field)
    return found === undefined ? undefined : this.#enums.of(struct, found)
  }

  #field(struct: string, field: Field, told: Definition): FieldConfig {
    const description = told.descriptions[field.name]
    const few = this.#enums.of(struct, field)
    return {
      type: few === undefined ? this.typeOf(field.type) : listedAs(field.type, few),
      ...(description === undefined ? {} : { description }),
      ...(nameOf(field.name) === field.name ? {} : { resolve: memberOf(field.name) }),
    }
  }

  #entriesField({ name }: Field, of: TypeRef): FieldConfig {
    return {
      description: `The entries of ${name}.`,
      type: new GraphQLList(new GraphQLNonNull(this.#entryOf(of))),
      resolve: source => {
        const map = (source as Readonly<Record<string, unknown>>)[name]
        if (typeof map !== 'object' || map === null) return null
        return Object.entries(map).map(([key, value]) => ({ key, value }))
      },
    }
  }

  #entryOf(of: TypeRef): GraphQLObjectType {
    const value = this.typeOf(of)
    const name = `${String(value).replace(/[^A-Za-z0-9]/g, '')}${of.sort === 'list' ? 'List' : ''}Entry`
    let type = this.#entries.get(name)
    if (type === undefined) {
      type = new GraphQLObjectType({
        name: this.#allNames.takeOne(name, `Map${name}`),
        description: 'An entry of a map.',
        fields: { key: { type: new GraphQLNonNull(GraphQLString) }, value: { type: value } },
      })
      this.#entries.set(name, type)
    }
    return type
  }

  typeOf(type: TypeRef): GraphQLOutputType {
    if (type.sort === 'struct')
      return this.#types.struct(type.name) === undefined ? JSON_SCALAR : this.of(type.name)
    if (type.sort === 'list') return new GraphQLList(new GraphQLNonNull(this.typeOf(type.of)))
    return type.sort === 'map' ? JSON_SCALAR : scalarOf(type)
  }
}

/** The enum, in as many lists as the type. */
const listedAs = (type: TypeRef, few: GraphQLEnumType): GraphQLOutputType =>
  type.sort === 'list' ? new GraphQLList(new GraphQLNonNull(listedAs(type.of, few))) : few

const memberOf = (name: string) => (source: unknown) =>
  (source as Readonly<Record<string, unknown>>)[name]

function structIn(type: TypeRef): string | undefined {
  if (type.sort === 'list' || type.sort === 'map') return structIn(type.of)
  return type.sort === 'struct' ? type.name : undefined
}
