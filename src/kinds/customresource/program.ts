import { type Environment, environmentOf } from '../../meta/cel/environment.ts'
import { type Program as Compiled, compile, isBroken } from '../../meta/cel/program.ts'
import { scopeOf } from '../../meta/cel/scope.ts'
import { optionalOf, type Type } from '../../meta/cel/types.ts'
import { NONE, some } from '../../meta/cel/values.ts'
import { sizesOf } from './cel-sizes.ts'
import { celValue, typeOfSchema } from './cel-types.ts'
import type { Schema } from './schema.ts'

/** An expression about a value of a schema, ready to be computed. */
export interface Program {
  readonly type: Type
  readonly usesOld: boolean
  /** What running it once could cost at worst. */
  readonly cost: number
  /** The value, and what it cost. @throws CelError */
  run(
    self: unknown,
    old: { readonly value: unknown } | undefined,
  ): { readonly value: unknown; readonly cost: number }
}

/** What expressions of a schema are about. */
export interface Subject {
  readonly schema: Schema
  readonly isResource: boolean
  /** Whether `oldSelf` is a value that may be missing. */
  readonly optionalOld: boolean
}

const environments = new WeakMap<Schema, Map<string, Environment>>()

function environmentFor({ schema, isResource, optionalOld }: Subject): Environment | undefined {
  const key = `${isResource} ${optionalOld}`
  const known = environments.get(schema)?.get(key)
  if (known !== undefined) return known
  const self = typeOfSchema(schema, isResource)
  if (self === undefined) return undefined
  const made = environmentOf({ self, oldSelf: optionalOld ? optionalOf(self) : self })
  environments.set(schema, (environments.get(schema) ?? new Map()).set(key, made))
  return made
}

/** Whether expressions know what a value of the schema is. */
export const hasType = (schema: Schema, isResource: boolean): boolean =>
  typeOfSchema(schema, isResource) !== undefined

/** Compiles an expression; a text tells why it does not compile. */
export function compileProgram(text: string, subject: Subject): Program | string {
  const environment = environmentFor(subject)
  if (environment === undefined) return 'failed to convert to declType for CEL validation rules'
  const program = compile(text, environment)
  if (isBroken(program)) return program.message
  return {
    type: program.type,
    usesOld: program.uses('oldSelf'),
    get cost() {
      return program.worstCost(sizesOf(subject.schema))
    },
    run: runner(program, subject),
  }
}

function runner(program: Compiled, { schema, isResource, optionalOld }: Subject): Program['run'] {
  const seen = (value: unknown): unknown => celValue(value, schema, isResource)
  return (self, old) => {
    const values: Record<string, unknown> = { self: seen(self) }
    if (optionalOld) values.oldSelf = old === undefined ? NONE : some(seen(old.value))
    else if (old !== undefined) values.oldSelf = seen(old.value)
    return program.measure(scopeOf(values))
  }
}
