// The expressions in a schema (x-kubernetes-validations), run over a value and the old one beside it. The
// order is that of the real server: a level's own rules first, then what is within.

import { CelError } from '../../meta/cel/values.ts'
import {
  at,
  type Cause,
  child,
  duplicate,
  forbidden,
  invalid,
  keyed,
  required,
} from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import { isObject, type JsonObject } from '../../meta/object.ts'
import type { ValidationRule } from '../../schema/generated/apiextensions-v1.ts'
import { compileProgram, type Program } from './program.ts'
import { itemIn, memberOf, type Old } from './ratchet.ts'
import { additionalOf, isEmbedded, itemsOf, type Schema, sortedEntries } from './schema.ts'

/** Runs the rules of a schema; `path` is where the value stands. */
export type RunRules = (value: unknown, old: unknown, path?: string) => Cause[]

/** The expressions of a schema, compiled; undefined when it has none. */
export function compileExpressions(schema: Schema, isResource = true): RunRules | undefined {
  const level = compileLevel(schema, isResource)
  if (level === undefined) return undefined
  return (value, old, path = '') =>
    level.run(value, old === undefined ? undefined : { value: old }, path, false)
}

interface Level {
  /** `unchanged` says that a part around the value is as it was. */
  run(value: unknown, old: Old, path: string, unchanged: boolean): Cause[]
}

function compileLevel(schema: Schema, isResource: boolean): Level | undefined {
  const rules = (schema['x-kubernetes-validations'] ?? []).map(rule =>
    compileRule(rule, schema, isResource),
  )
  const items = itemsOf(schema)
  const additional = additionalOf(schema)
  const item = items && compileLevel(items, isEmbedded(items))
  const rest = additional && compileLevel(additional, isEmbedded(additional))
  const members = new Map<string, Level>()
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const level = compileLevel(property, isEmbedded(property))
    if (level !== undefined) members.set(name, level)
  }
  if (rules.length === 0 && !item && !rest && members.size === 0) return undefined
  return {
    run: (value, old, path, unchanged) => {
      if (value === null || value === undefined) return []
      const own = rules.flatMap(rule => rule(value, old, path, unchanged))
      if (Array.isArray(value)) return [...own, ...inList(value, item, schema, old, path)]
      return isObject(value) ? [...own, ...inObject(value, members, rest, old, path)] : own
    },
  }
}

function inList(
  list: readonly unknown[],
  item: Level | undefined,
  schema: Schema,
  old: Old,
  path: string,
): Cause[] {
  if (item === undefined) return []
  const unchanged = old !== undefined && sameJson(old.value, list)
  return list.flatMap((one, index) =>
    item.run(one, itemIn(old, schema, one), at(path, index), unchanged),
  )
}

function inObject(
  object: JsonObject,
  members: ReadonlyMap<string, Level>,
  rest: Level | undefined,
  old: Old,
  path: string,
): Cause[] {
  if (rest === undefined && members.size === 0) return []
  return sortedEntries(object).flatMap(([name, member]) => {
    const level = members.get(name)
    const was = memberOf(old, name)
    if (level !== undefined) return level.run(member, was, child(path, name), false)
    return rest?.run(member, was, keyed(path, name), false) ?? []
  })
}

type RunRule = (value: unknown, old: Old, path: string, unchanged: boolean) => Cause[]

function compileRule(rule: ValidationRule, schema: Schema, isResource: boolean): RunRule {
  const optionalOld = rule.optionalOldSelf === true
  const subject = { schema, isResource, optionalOld }
  const program = compileProgram(rule.rule, subject)
  const shown = rule.message ? rule.message.trim() : rule.rule.trim()
  const type = schema.type ?? ''
  if (typeof program === 'string')
    return (_, _old, path) => [invalid(field(path), type, `rule compile error: ${program}`)]
  const message = rule.messageExpression
    ? compileProgram(rule.messageExpression, subject)
    : undefined
  return (value, old, path, unchanged) => {
    if (program.usesOld && old === undefined && !optionalOld) return []
    try {
      if (program.run(value, old).value === true) return []
    } catch (error) {
      if (!(error instanceof CelError)) throw error
      return [invalid(field(path), type, failureText(error.message, shown))]
    }
    // What was wrong before and has not changed is let be, unless the rule is about changes.
    if (!program.usesOld && (unchanged || (old !== undefined && sameJson(old.value, value))))
      return []
    const detail =
      messageOf(message, value, old) ?? (rule.message ? shown : `failed rule: ${shown}`)
    return [causeOf(rule, path, value, type, detail)]
  }
}

const field = (path: string): string => (path === '' ? '<nil>' : path)

function failureText(why: string, rule: string): string {
  if (!why.startsWith('no such overload')) return `${why} evaluating rule: ${rule}`
  return `'${why}': call arguments did not match a supported operator, function or macro signature for rule: ${rule}`
}

const MESSAGE_BYTES_MAX = 5 * 1024

/** The message that an expression makes; nothing when it fails or makes none that can be shown. */
function messageOf(
  program: Program | string | undefined,
  value: unknown,
  old: Old,
): string | undefined {
  if (program === undefined || typeof program === 'string') return undefined
  try {
    const { value: made } = program.run(value, old)
    const text = typeof made === 'string' ? made.trim() : ''
    const isFit =
      text !== '' && !text.includes('\n') && Buffer.byteLength(text) <= MESSAGE_BYTES_MAX
    return isFit ? text : undefined
  } catch (error) {
    if (error instanceof CelError) return undefined
    throw error
  }
}

function causeOf(
  rule: ValidationRule,
  path: string,
  value: unknown,
  type: string,
  detail: string,
): Cause {
  const steps = rule.fieldPath?.trim() ?? ''
  const place = field(`${path}${normalPath(steps)}`.replace(/^\./, ''))
  // Of objects and lists no value is shown.
  const isBare = type === 'object' || type === 'array'
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return forbidden(place, detail)
    case 'FieldValueRequired':
      return required(place, detail)
    case 'FieldValueDuplicate':
      return isBare
        ? { reason: 'FieldValueDuplicate', message: 'Duplicate value', field: place }
        : duplicate(place, value)
    default:
      return isBare
        ? { reason: 'FieldValueInvalid', message: `Invalid value: ${detail}`, field: place }
        : invalid(place, value, detail)
  }
}

/** Quoted keys are printed without quotes. */
const normalPath = (path: string): string =>
  path.replace(/\['((?:[^'\\]|\\.)*)'\]/g, (_, key: string) => `[${key.replace(/\\(.)/g, '$1')}]`)
