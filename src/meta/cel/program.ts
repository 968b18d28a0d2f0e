import { type Expr, mentions } from './ast.ts'
import { type Checked, checkExpression } from './check.ts'
import { type Sizes, worstCost } from './cost.ts'
import type { Environment } from './environment.ts'
import { evaluate } from './evaluate.ts'
import { flawsText, tooDeep } from './flaws.ts'
import { foldFlaw } from './fold.ts'
import { parseExpression } from './parser.ts'
import type { Scope } from './scope.ts'
import { longTypeText, type Type } from './types.ts'
import { literalFlaws, patternFlaw } from './validators.ts'

/** An expression, read and checked once, ready to be computed. */
export interface Program {
  readonly text: string
  readonly type: Type
  /** The type as messages call it. */
  readonly typeText: string
  /** Whether it speaks of a name. */
  uses(name: string): boolean
  /** What running it once could cost at worst. */
  worstCost(sizes: Sizes): number
  /** @throws CelError */
  run(scope: Scope): unknown
  /** The value and what it cost. @throws CelError */
  measure(scope: Scope): { value: unknown; cost: number }
}

/** An expression is no good. */
export interface Broken {
  /** What is wrong with it, where, with the lines that show it. */
  readonly error: string
  /** The same as the API tells it. */
  readonly message: string
}

const misread = (error: string): Broken => ({ error, message: `compilation failed: ${error}` })

export const isBroken = (program: Program | Broken): program is Broken => 'error' in program

const KEPT_MAX = 2_000
const KEPT_LETTERS_MAX = 1_000_000

interface Kept {
  readonly programs: Map<string, Program | Broken>
  letters: number
}

const kept = new WeakMap<Environment, Kept>()

/** Compiles an expression; one that was compiled before in the same environment is found again. */
export function compile(text: string, environment: Environment): Program | Broken {
  let known = kept.get(environment)
  const before = known?.programs.get(text)
  if (before !== undefined) return before
  if (known === undefined || isFull(known)) {
    known = { programs: new Map(), letters: 0 }
    kept.set(environment, known)
  }
  const program = compiled(text, environment)
  known.programs.set(text, program)
  known.letters += text.length
  return program
}

const isFull = ({ programs, letters }: Kept): boolean =>
  programs.size >= KEPT_MAX || letters >= KEPT_LETTERS_MAX

function compiled(text: string, environment: Environment): Program | Broken {
  try {
    return checked(text, environment)
  } catch (error) {
    // Long chains are as deep as they are long.
    if (error instanceof RangeError) return misread(flawsText(text, [tooDeep]))
    throw error
  }
}

function checked(text: string, environment: Environment): Program | Broken {
  const { expr, flaws } = parseExpression(text, environment.macros)
  if (flaws.length > 0) return misread(flawsText(text, flaws))
  const found = checkExpression(expr, environment)
  if (found.flaws.length > 0) return misread(flawsText(text, found.flaws))
  const wrong = literalFlaws(expr, found)
  if (wrong.length > 0) return misread(flawsText(text, wrong))
  const error = foldFlaw(expr, found) ?? patternFlaw(expr)
  if (error !== undefined) return { error, message: `program instantiation failed: ${error}` }
  return working(text, expr, found, environment)
}

/** What is too deep to be measured has no bound. */
function boundOf(measure: () => number): number {
  try {
    return measure()
  } catch (error) {
    if (error instanceof RangeError) return Number.POSITIVE_INFINITY
    throw error
  }
}

function working(text: string, expr: Expr, checked: Checked, environment: Environment): Program {
  const measure = (scope: Scope) => evaluate(expr, checked, environment, scope)
  return {
    text,
    type: checked.type,
    typeText: longTypeText(checked.type),
    uses: name => mentions(expr, name),
    worstCost: sizes => boundOf(() => worstCost(expr, checked, sizes)),
    run: scope => measure(scope).value,
    measure,
  }
}
