// The expressions of a policy, made ready, and computed in the order in which they build on each other.
import type {
  MatchCondition,
  Variable,
} from '../../../schema/generated/admissionregistration-v1.ts'
import { compile, type Program, scopeOf } from '../cel/compile.ts'
import { CelError } from '../cel/values.ts'
import { lazily, type Values } from './variables.ts'

const NAMES = ['object', 'oldObject', 'request'] as const

export interface Allowed {
  readonly params?: boolean
  readonly variables?: boolean
  readonly authorizer?: boolean
  readonly namespaceObject?: boolean
}

/** The names that expressions may use. */
export function typesFor(allowed: Allowed): ReadonlyMap<string, string> {
  const types = new Map<string, string>(NAMES.map(name => [name, 'dyn']))
  for (const name of ['namespaceObject', 'params', 'variables'] as const)
    if (allowed[name] === true) types.set(name, 'dyn')
  if (allowed.authorizer === true) types.set('authorizer', 'dyn')
  return types
}

export const program = (text: string, allowed: Allowed): Program => compile(text, typesFor(allowed))

/** What an expression gave, or why it failed, as the server tells it. */
export type Outcome = { readonly value: unknown } | { readonly error: string }

export function outcome(text: string, allowed: Allowed, values: Values): Outcome {
  try {
    return { value: program(text, allowed).run(scopeOf(values)) }
  } catch (error) {
    if (!(error instanceof CelError)) throw error
    return { error: `expression '${text}' resulted in error: ${error.message}` }
  }
}

/** The values with those of a policy's own variables, each computed when it is needed. */
export function withVariables(
  variables: readonly Variable[],
  allowed: Allowed,
  values: Values,
): Values {
  const all: Record<string, unknown> = {}
  Object.defineProperties(all, Object.getOwnPropertyDescriptors(values))
  const computed = variables.map(({ name, expression }) => [
    name,
    () => {
      try {
        return program(expression, { ...allowed, variables: true }).run(scopeOf(all))
      } catch (error) {
        if (!(error instanceof CelError)) throw error
        throw new CelError(`composited variable "${name}" fails to evaluate: ${error.message}`)
      }
    },
  ])
  Object.defineProperty(all, 'variables', {
    value: lazily(Object.fromEntries(computed) as Record<string, () => unknown>),
  })
  return all
}

/** Whether all conditions hold; a condition that does not hold wins over one that fails. */
export function conditionsHold(
  conditions: readonly MatchCondition[],
  allowed: Allowed,
  values: Values,
): boolean | { readonly error: string } {
  const errors: string[] = []
  for (const { expression } of conditions) {
    const done = outcome(expression, allowed, values)
    if ('error' in done) errors.push(done.error)
    else if (done.value !== true) return false
  }
  if (errors.length === 0) return true
  return { error: errors.length === 1 ? (errors[0] ?? '') : `[${errors.join(', ')}]` }
}
