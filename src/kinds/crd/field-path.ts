import { additionalOf, type Schema } from '../customresource/schema.ts'

export interface FieldPath {
  /** As errors print it: `.a.b` becomes `a.b`, a key of a map `m[k]`. */
  readonly path: string
  readonly steps: readonly string[]
  readonly schema: Schema | undefined
}

const TOKENS = /'(?:[^'\\]|\\.)*'|[.[\]]|[^.[\]]+/g

/** Follows a path of members through a schema; a text says what is wrong with it. */
export function fieldPathIn(text: string, schema: Schema, withKeys = true): FieldPath | string {
  const tokens = text.match(TOKENS) ?? []
  let path = ''
  let current: Schema | undefined = schema
  const steps: string[] = []
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]
    let name = tokens[++index]
    if (token === '[') {
      if (!withKeys) return 'array notation is not allowed'
      if (name === undefined) return 'unexpected end of JSON path'
      if (!/^'.*'$/s.test(name) || name.length < 2)
        return `expected single quoted string but got ${name}`
      name = name.slice(1, -1).replace(/\\(.)/g, '$1')
      const close = tokens[++index]
      if (close === undefined) return 'unexpected end of JSON path'
      if (close !== ']') return `expected ] but got ${close}`
    } else if (token !== '.') return `expected [ or . but got: ${token ?? ''}`
    if (name === undefined) return 'unexpected end of JSON path'
    const next = stepInto(current, name)
    if (next === undefined) return 'does not refer to a valid field'
    path = next.isKey ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`
    steps.push(name)
    current = next.schema
  }
  return { path, steps, schema: current }
}

function stepInto(
  schema: Schema | undefined,
  name: string,
): { schema: Schema | undefined; isKey: boolean } | undefined {
  if (schema === undefined) return undefined
  if (schema.properties !== undefined) {
    const own = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
    return own && { schema: own, isKey: false }
  }
  const additional = additionalOf(schema)
  return additional && { schema: additional, isKey: true }
}
