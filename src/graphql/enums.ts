// Fields that have few values, as enums. They are named as Go names them, so that fields of one type share one.
import { GraphQLEnumType } from 'graphql'
import { definition } from '../schema/openapi.ts'
import type { Field, TypeRef, Types } from '../schema/types.ts'
import { capital, type Names, nameOf } from './names.ts'

/** Values that others than we have written are shown as they are, rather than hidden behind an error. */
class OpenEnum extends GraphQLEnumType {
  override serialize(value: unknown): string {
    return value as string
  }
}

export class Enums {
  readonly #types: Types
  readonly #names: Names
  readonly #built = new Map<string, GraphQLEnumType>()
  readonly #ofFields = new Map<string, GraphQLEnumType | undefined>()

  constructor(types: Types, names: Names) {
    this.#types = types
    this.#names = names
  }

  /** The enum of a field, or of the items of a list; undefined where any text may stand. */
  of(struct: string, field: Field): GraphQLEnumType | undefined {
    const key = `${struct}.${field.name}`
    if (!this.#ofFields.has(key)) this.#ofFields.set(key, this.#find(struct, field))
    return this.#ofFields.get(key)
  }

  #find(struct: string, field: Field): GraphQLEnumType | undefined {
    const of = innermost(field.type)
    if (of.sort !== 'string') return undefined
    const values = definition(struct, this.#types).enums[field.name] ?? []
    // Values that GraphQL cannot spell, such as "" or "cert sign", leave the field a text.
    if (values.length === 0 || !values.every(value => NAME.test(value))) return undefined
    const [place = '', owner = ''] = struct.split('.')
    const [group = ''] = place.split('/')
    const own = of.go?.split('.').at(-1) ?? `${owner}${capital(field.name)}`
    const key = `${own} ${values.join()}`
    let type = this.#built.get(key)
    if (type === undefined) {
      type = new OpenEnum({
        name: this.#names.takeOne(nameOf(own), `${capital(group)}${nameOf(own)}`),
        values: Object.fromEntries(values.map(value => [value, {}])),
      })
      this.#built.set(key, type)
    }
    return type
  }
}

const NAME = /^(?!true$|false$|null$|__)[A-Za-z_]\w*$/

function innermost(type: TypeRef): TypeRef {
  return type.sort === 'list' ? innermost(type.of) : type
}
