// The expressions in a schema (x-kubernetes-validations), run over a value and the old one beside it. The
// order is that of the real server: a level's own rules first, then what is within.

import { TooCostly } from '../../meta/cel/evaluate.ts'
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

/** Runs the rules of a schema; `path` is where the value stands, `told` takes what was wrong before and is let be. */
export type RunRules = (
  value: unknown,
  old: unknown,
  told?: (text: string) => void,
  path?: string,
) => Cause[]

/** The expressions of a schema, compiled; undefined when it has none. */
export function compileExpressions(schema: Schema, isResource = true): RunRules | undefined {
  const level = compileLevel(schema, isResource)
  if (level === undefined) return undefined
  return (value, old, told = () => {}, path = '') => {
    const run: Run = { left: BUDGET, told }
    return level.run(value, old === undefined ? undefined : { value: old }, path, false, run)
  }
}

/** What the expressions of one object may cost together. */
const BUDGET = 10_000_000

/** One pass over an object. */
interface Run {
  /** Negative when no more is run. */
  left: number
  readonly told: (text: string) => void
}

interface Level {
  /** `unchanged` says that the nearest part around the value that has an old one is as it was. */
  run(value: unknown, old: Old, path: string, unchanged: boolean, run: Run): Cause[]
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
    run: (value, old, path, unchanged, run) => {
      if (value === null || value === undefined || run.left < 0) return []
      const same = old === undefined ? unchanged : sameJson(old.value, value)
      const own = rules.flatMap(rule => rule(value, old, path, same, run))
      if (Array.isArray(value))
        return [...own, ...inList(value, item, schema, old, path, same, run)]
      if (!isObject(value)) return own
      return [...own, ...inObject(value, members, rest, old, path, same, run)]
    },
  }
}

function inList(
  list: readonly unknown[],
  item: Level | undefined,
  schema: Schema,
  old: Old,
  path: string,
  unchanged: boolean,
  run: Run,
): Cause[] {
  if (item === undefined) return []
  return list.flatMap((one, index) =>
    item.run(one, itemIn(old, schema, one), at(path, index), unchanged, run),
  )
}

function inObject(
  object: JsonObject,
  members: ReadonlyMap<string, Level>,
  rest: Level | undefined,
  old: Old,
  path: string,
  unchanged: boolean,
  run: Run,
): Cause[] {
  if (rest === undefined && members.size === 0) return []
  return sortedEntries(object).flatMap(([name, member]) => {
    const level = members.get(name)
    const was = memberOf(old, name)
    if (level !== undefined) return level.run(member, was, child(path, name), unchanged, run)
    return rest?.run(member, was, keyed(path, name), unchanged, run) ?? []
  })
}

type RunRule = (value: unknown, old: Old, path: string, unchanged: boolean, run: Run) => Cause[]

const OUT_OF_BUDGET =
  'validation failed due to running out of cost budget, no further validation rules will be run'

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
  return (value, old, path, unchanged, run) => {
    if (run.left < 0 || (program.usesOld && old === undefined && !optionalOld)) return []
    const ended = (text: string): Cause[] => {
      run.left = -1
      return [invalid(field(path), type, text)]
    }
    try {
      const { value: holds, cost } = program.run(value, old)
      run.left -= cost
      if (run.left < 0) return ended(OUT_OF_BUDGET)
      if (holds === true) return []
    } catch (error) {
      if (!(error instanceof CelError)) throw error
      const text = failureText(error.message, shown)
      return error instanceof TooCostly ? ended(text) : [invalid(field(path), type, text)]
    }
    const detail =
      messageOf(message, value, old) ?? (rule.message ? shown : `failed rule: ${shown}`)
    const cause = causeOf(rule, path, value, type, detail)
    // What was wrong before and has not changed is told, no more, unless the rule is about changes.
    if (program.usesOld || !unchanged) return [cause]
    run.told(`${cause.field}: ${cause.message}`)
    return []
  }
}

const field = (path: string): string => (path === '' ? '<nil>' : path)

function failureText(why: string, rule: string): string {
  if (why.startsWith('operation cancelled'))
    return `'${why}': no further validation rules will be run due to call cost exceeds limit for rule: ${rule}`
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
