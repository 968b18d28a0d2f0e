// A schema compiled to a check of values. With an old value beside, errors of what has not changed do not
// count: what was stored under an earlier schema may stay as it is (ratcheting).

import type { Cause } from '../../meta/field-errors.ts'
import { invalid, required, tooMany } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import { isObject, type JsonObject } from '../../meta/object.ts'
import {
  type Check,
  countCheck,
  enumCheck,
  formatCheck,
  numberCheck,
  textCheck,
  typeCheck,
} from './checks.ts'
import { junctorsCheck } from './junctors.ts'
import { correlated, itemIn, memberOf, type Old } from './ratchet.ts'
import { Result } from './result.ts'
import { additionalOf, itemsOf, META_FIELDS, type Schema, sortedEntries } from './schema.ts'

/** Checks a value, and the old one that it takes the place of. */
export type Validate = (value: unknown, path: string, old: Old, into: Result) => void

/** What is wrong with a value; `base` is where it stands when it is no whole object. */
export function causesOf(
  validate: Validate,
  value: unknown,
  old: Old = undefined,
  base?: string,
): Cause[] {
  const into = new Result(base)
  validate(value, '', old, into)
  return into.causes
}

/** Compiles a schema. */
export function compileSchema(schema: Schema): Validate {
  const type = typeCheck(schema)
  const junctors = junctorsCheck(schema, branch => compileSchema(branch))
  const text = textCheck(schema)
  const format = formatCheck(schema)
  const number = numberCheck(schema)
  const list = listCheck(schema)
  const values = enumCheck(schema)
  const object = objectCheck(schema)
  const all = (value: unknown, path: string, old: Old, into: Result): void => {
    const step = (check: Check | undefined): void => {
      check?.(value, path, into)
      into.matches++
    }
    if (type !== undefined) step(type)
    if (value === null) {
      step(values)
      return
    }
    junctors?.(value, path, into)
    into.matches += 2
    if (typeof value === 'string') {
      step(text)
      if (format !== undefined) step(format)
    } else if (typeof value === 'number') step(number)
    else if (Array.isArray(value)) {
      list(value, path, old, into)
      into.matches++
    }
    step(values)
    if (isObject(value)) {
      object(value, path, old, into)
      into.matches++
    }
  }
  return (value, path, old, into) => {
    const before = into.causes.length
    all(value, path, old, into)
    if (into.causes.length > before && correlated(old) && sameJson(old.value, value))
      into.causes.length = before
  }
}

function listCheck(
  schema: Schema,
): (list: readonly unknown[], path: string, old: Old, into: Result) => void {
  const items = itemsOf(schema)
  const count = countCheck(schema)
  const one = lazily(items)
  return (list, path, old, into) => {
    if (one !== undefined)
      for (const [index, item] of list.entries())
        one()(item, `${path}[${index}]`, itemIn(old, schema, item), into)
    count(list, path, into)
  }
}

/** Schemas are deep and most parts are never used: inner ones are compiled when they are first needed. */
function lazily(schema: Schema | undefined): (() => Validate) | undefined {
  if (schema === undefined) return undefined
  let made: Validate | undefined
  return () => {
    made ??= compileSchema(schema)
    return made
  }
}

function objectCheck(
  schema: Schema,
): (object: JsonObject, path: string, old: Old, into: Result) => void {
  const properties = new Map(
    Object.entries(schema.properties ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, property]) => [name, lazily(property)] as const),
  )
  const additional = lazily(additionalOf(schema))
  const sizes = sizeCheck(schema)
  const closed = schema.additionalProperties === false
  return (object, path, old, into) => {
    sizes?.(object, path, into)
    if (closed || additional !== undefined)
      for (const [name, member] of sortedEntries(object)) {
        if (properties.has(name)) continue
        if (closed)
          into.add(invalid(into.field(path), '', `${path}.${name} in body is a forbidden property`))
        else additional?.()(member, `${path}.${name}`, memberOf(old, name), into)
      }
    for (const [name, property] of properties) {
      if (!Object.hasOwn(object, name)) continue
      const was =
        path === '' && META_FIELDS.has(name) && name !== 'metadata'
          ? undefined
          : memberOf(old, name)
      property?.()(object[name], path === '' ? name : `${path}.${name}`, was, into)
    }
    for (const name of schema.required ?? [])
      if (!Object.hasOwn(object, name)) into.add(required(into.field(`${path}.${name}`)))
  }
}

function sizeCheck({ minProperties, maxProperties }: Schema): Check | undefined {
  if (minProperties === undefined && maxProperties === undefined) return undefined
  return (value, path, into) => {
    const count = Object.keys(value as JsonObject).length
    if (minProperties !== undefined && count < minProperties)
      into.add(
        invalid(
          into.field(path),
          count,
          `${path} in body should have at least ${minProperties} properties`,
        ),
      )
    if (maxProperties !== undefined && count > maxProperties)
      into.add(tooMany(into.field(path), count, maxProperties))
  }
}
