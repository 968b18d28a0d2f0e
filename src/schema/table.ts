// The table of the API's built-in types, read off the facts in `openapi/` (see its README for the
// notation). The file is parsed once; a struct is built when it is first asked for.
import { generatedJson } from './generated-data.ts'
import type { Field, ListType, StructType, TypeRef, Types } from './types.ts'

export type { Types } from './types.ts'

/** A struct as the facts have it: a line of words a field. */
interface StructFacts {
  readonly go: string
  readonly atomic?: true
  readonly unions?: readonly unknown[]
  readonly fields: Readonly<Record<string, string>>
}

let builtin: Types | undefined

/** The types of all built-in kinds. */
export function builtinTypes(): Types {
  builtin ??= typesOf(generatedJson('types.json') as Record<string, StructFacts>)
  return builtin
}

/** The names of all built-in structs. */
export function builtinStructNames(): readonly string[] {
  return Object.keys(generatedJson('types.json') as Record<string, StructFacts>)
}

function typesOf(facts: Readonly<Record<string, StructFacts>>): Types {
  const built = new Map<string, StructType>()
  return {
    struct(name) {
      const known = built.get(name)
      if (known !== undefined || !Object.hasOwn(facts, name)) return known
      const struct = structOf(name, facts[name] as StructFacts)
      built.set(name, struct)
      return struct
    },
  }
}

function structOf(name: string, facts: StructFacts): StructType {
  const fields = new Map<string, Field>()
  for (const [json, words] of Object.entries(facts.fields)) fields.set(json, fieldOf(json, words))
  return {
    name,
    go: facts.go,
    fields,
    ...(facts.atomic ? { atomic: true } : {}),
    ...(facts.unions === undefined ? {} : { unions: facts.unions }),
  }
}

function fieldOf(name: string, words: string): Field {
  const [go = '', type = '', number = '0', ...marks] = words.split(' ')
  const pointer = type.startsWith('*')
  const field: Field = {
    name,
    go,
    type: typeOf(pointer ? type.slice(1) : type),
    pointer,
    omit: 'never',
    number: Number(number),
  }
  return marks.length === 0 ? field : Object.assign(field, ...marks.map(markOf))
}

function markOf(mark: string): Partial<Field> {
  const at = mark.indexOf('=')
  return MARKS[at < 0 ? mark : mark.slice(0, at)]?.(at < 0 ? '' : mark.slice(at + 1)) ?? {}
}

const MARKS: Readonly<Record<string, (value: string) => Partial<Field>>> = {
  omitempty: () => ({ omit: 'empty' }),
  omitzero: () => ({ omit: 'zero' }),
  within: value => ({ within: value.split('.').map(Number) }),
  in: value => ({ embedded: value.split('.') }),
  list: value => ({ listType: value as ListType }),
  keys: value => ({ listMapKeys: value.split(',') }),
  atomic: () => ({ atomic: true }),
  granular: () => ({ atomic: false }),
  patch: value => ({ patchStrategy: value }),
  mergeKey: value => ({ patchMergeKey: value }),
  default: value => ({ default: JSON.parse(value) as unknown }),
}

const NAMED = /^(\w+\.\w+):(.*)$/
const MAP = /^map\[([^\]]*)\](.*)$/
const SCALAR = /^[a-zA-Z0-9]+$/

/** Reads a type expression of the facts. */
export function typeOf(expression: string): TypeRef {
  const named = NAMED.exec(expression)
  if (named !== null) return { ...typeOf(named[2] ?? ''), go: named[1] ?? '' }
  if (expression.startsWith('items:'))
    return { ...typeOf(expression.slice(6)), wrapped: true } as TypeRef
  if (expression.startsWith('[]')) return { sort: 'list', of: typeOf(expression.slice(2)) }
  const map = MAP.exec(expression)
  if (map === null)
    return SCALAR.test(expression)
      ? ({ sort: expression } as TypeRef)
      : { sort: 'struct', name: expression }
  const [, key = '', of = ''] = map
  const goKey = NAMED.exec(key)?.[1]
  return { sort: 'map', of: typeOf(of), ...(goKey === undefined ? {} : { goKey }) }
}
