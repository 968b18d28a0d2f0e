import { type Cause, forbidden } from '../../meta/field-errors.ts'

/** What one expression, and all of a schema together, may cost at worst. */
const RULE_MAX = 10_000_000
const SCHEMA_MAX = 100_000_000
const TOLD_MAX = 4

const ADVICE =
  '(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)'

/** The cost of the expressions of one schema, added up. */
export class Costs {
  #total = 0
  readonly #seen: { readonly field: string; readonly cost: number }[] = []

  /** Counts an expression; tells when it costs too much by itself. */
  observe(field: string, cost: number, what: string): Cause[] {
    this.#total += cost
    if (cost >= SCHEMA_MAX / 100) this.#seen.push({ field, cost })
    return cost > RULE_MAX ? [forbidden(field, exceeded(what, cost, RULE_MAX))] : []
  }

  /** What to say of all of them. */
  causes(schemaPath: string): Cause[] {
    if (this.#total <= SCHEMA_MAX) return []
    const dear = [...this.#seen].sort((a, b) => b.cost - a.cost).slice(0, TOLD_MAX)
    const contributed =
      'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema'
    const what = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema'
    return [
      ...dear.map(({ field }) => forbidden(field, contributed)),
      forbidden(schemaPath, exceeded(what, this.#total, SCHEMA_MAX)),
    ]
  }
}

function exceeded(what: string, cost: number, limit: number): string {
  const times = cost / limit
  const factor =
    times > 100 ? 'more than 100x' : `${times < 1.5 ? times.toFixed(6) : times.toFixed(1)}x`
  return `${what} exceeds budget by factor of ${factor} ${ADVICE}`
}
