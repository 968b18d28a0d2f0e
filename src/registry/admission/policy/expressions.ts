// The expressions of a policy, made ready, and computed in the order in which they build on each other.
import {
  type Allowed,
  policyProgram,
  type Variable,
  variableProgram,
} from '../../../meta/cel/policy.ts'
import { isBroken, type Program } from '../../../meta/cel/program.ts'
import { scopeOf } from '../../../meta/cel/scope.ts'
import { CelError, MapValue } from '../../../meta/cel/values.ts'
import type { MatchCondition } from '../../../schema/generated/admissionregistration-v1.ts'
import type { Values } from './variables.ts'

/** What the expressions of one binding may cost together, and those of conditions. */
const BUDGET = 10_000_000
const CONDITIONS_BUDGET = 2_500_000

/** The expressions of a policy have cost too much together. */
export class OutOfBudget extends Error {
  constructor() {
    super(
      'validation failed due to running out of cost budget, no further validation rules will be run',
    )
  }
}

export class Budget {
  #left: number

  constructor(left = BUDGET) {
    this.#left = left
  }

  /** @throws OutOfBudget */
  spend(cost: number): void {
    this.#left -= cost
    if (this.#left < 0) throw new OutOfBudget()
  }
}

/** What an expression gave, or why it failed, as the server tells it. */
export type Outcome = { readonly value: unknown } | { readonly error: string }

/** @throws OutOfBudget */
export function outcome(text: string, allowed: Allowed, values: Values, budget: Budget): Outcome {
  const program = policyProgram(text, allowed)
  if (isBroken(program)) return { error: `compilation error: ${program.message}` }
  try {
    return { value: measured(program, values, budget) }
  } catch (error) {
    if (!(error instanceof CelError)) throw error
    return { error: `expression '${text}' resulted in error: ${error.message}` }
  }
}

function measured(program: Program, values: Values, budget: Budget): unknown {
  const { value, cost } = program.measure(scopeOf(values))
  budget.spend(cost)
  return value
}

/** The values with those of a policy's own variables, each computed when it is needed, once. */
export function withVariables(
  variables: readonly Variable[],
  allowed: Allowed,
  values: Values,
  budget: Budget,
): Values {
  const all: Record<string, unknown> = {}
  Object.defineProperties(all, Object.getOwnPropertyDescriptors(values))
  const made = new Map<string, unknown>()
  const get = (key: unknown): unknown => {
    const index = variables.findLastIndex(({ name }) => name === key)
    if (index < 0) return undefined
    const name = String(key)
    if (!made.has(name))
      made.set(name, computed(index, name, { ...allowed, variables }, all, budget))
    return made.get(name)
  }
  all.variables = new MapValue(
    variables.map(({ name }) => name),
    get,
  )
  return all
}

function computed(
  index: number,
  name: string,
  allowed: Allowed,
  values: Values,
  budget: Budget,
): unknown {
  const failed = (why: string) =>
    new CelError(`composited variable "${name}" fails to evaluate: ${why}`)
  const program = variableProgram(index, allowed)
  if (isBroken(program))
    throw new CelError(`composited variable "${name}" fails to compile: ${program.message}`)
  try {
    return measured(program, values, budget)
  } catch (error) {
    if (error instanceof CelError) throw failed(error.message)
    throw error
  }
}

/** Whether all conditions hold; a condition that does not hold wins over one that fails. */
export function conditionsHold(
  conditions: readonly MatchCondition[],
  allowed: Allowed,
  values: Values,
): boolean | { readonly error: string } {
  const budget = new Budget(CONDITIONS_BUDGET)
  const errors: string[] = []
  // Conditions are not told of the namespace.
  const known = Object.create(null, {
    ...Object.getOwnPropertyDescriptors(values),
    namespaceObject: { value: null },
  }) as Values
  for (const { expression } of conditions) {
    const done = tried(() => outcome(expression, allowed, known, budget))
    if ('error' in done) errors.push(done.error)
    else if (done.value !== true) return false
  }
  if (errors.length === 0) return true
  return { error: errors.length === 1 ? (errors[0] ?? '') : `[${errors.join(', ')}]` }
}

/** What is too dear has failed. */
export function tried(run: () => Outcome): Outcome {
  try {
    return run()
  } catch (error) {
    if (error instanceof OutOfBudget) return { error: error.message }
    throw error
  }
}
