// Expressions made ready: parsed and checked once, computed often. Only what the server speaks of enters the
// messages: positions within the text, and the names that it declares.
import { type Complaint, check, type Types } from './check.ts'
import { run, type Scope } from './evaluate.ts'
import { CelSyntaxError, type Node, parseCel } from './parse.ts'
import { CelError } from './values.ts'

export interface Program {
  readonly text: string
  /** The type that it gives as far as it is known, `dyn` otherwise. */
  readonly type: string
  /** What is wrong with it, in the server's words; it cannot be computed then. */
  readonly error?: string
  /** @throws CelError */
  run(scope: Scope): unknown
}

const KEPT_MAX = 2_000
const kept = new Map<string, Program>()

/** @param types the names that the expression may use */
export function compile(text: string, types: Types): Program {
  const key = `${[...types.keys()].join()} ${text}`
  const known = kept.get(key)
  if (known !== undefined) return known
  if (kept.size >= KEPT_MAX) kept.clear()
  const program = compiled(text, types)
  kept.set(key, program)
  return program
}

function compiled(text: string, types: Types): Program {
  try {
    const tree = parseCel(text)
    const { type, complaints } = check(tree, text, types)
    return complaints.length > 0 ? broken(text, complaints) : working(text, type, tree)
  } catch (error) {
    if (!(error instanceof CelSyntaxError)) throw error
    return broken(text, [{ at: error.at, text: error.message }])
  }
}

const working = (text: string, type: string, tree: Node): Program => ({
  text,
  type,
  run: scope => run(tree, scope),
})

function broken(text: string, complaints: readonly Complaint[]): Program {
  const error = `compilation failed: ${complaints.map(one => shown(text, one)).join('\n')}`
  return {
    text,
    type: 'error',
    error,
    run: () => {
      throw new CelError(error)
    },
  }
}

/** A complaint with the line that it is about, and a mark below. */
function shown(text: string, { at, text: why }: Complaint): string {
  const before = text.slice(0, at).split('\n')
  const column = [...(before.at(-1) ?? '')].length
  const line = text.split('\n')[before.length - 1] ?? ''
  return `ERROR: <input>:${before.length}:${column + 1}: ${why}\n | ${line}\n | ${'.'.repeat(column)}^`
}

/** A scope of values by name; functions are asked when they are needed, once. */
export function scopeOf(values: Readonly<Record<string, unknown>>): Scope {
  return {
    find: name => (Object.hasOwn(values, name) ? { value: values[name] } : undefined),
  }
}
