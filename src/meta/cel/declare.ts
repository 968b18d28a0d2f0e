import { accepts } from './type-of.ts'
import { parseType, splitTop, type Type } from './types.ts'

/** What a function does with values of the declared types. */
export type Run = (...args: never[]) => unknown

/** Functions by their declarations: `receiver.name(args): result`, or `@space.name(args): result`. */
export type Declared = Readonly<Record<string, Run>>

export interface Overload {
  readonly name: string
  /** The declaration, by which one overload is told from the others. */
  readonly text: string
  readonly isMethod: boolean
  /** The receiver first, if there is one. */
  readonly args: readonly Type[]
  readonly result: Type
  accepts(values: readonly unknown[]): boolean
  run(...values: unknown[]): unknown
}

/** Functions by name, in the order of their declarations. */
export type FunctionTable = ReadonlyMap<string, readonly Overload[]>

export function functionTable(groups: readonly Declared[]): FunctionTable {
  const table = new Map<string, Overload[]>()
  for (const group of groups)
    for (const [text, run] of Object.entries(group)) {
      const overload = overloadOf(text, run)
      table.set(overload.name, [...(table.get(overload.name) ?? []), overload])
    }
  return table
}

function overloadOf(text: string, run: Run): Overload {
  const end = text.lastIndexOf('): ')
  const open = openingOf(text, end)
  const head = text.slice(0, open)
  const dot = head.startsWith('@') ? -1 : receiverEnd(head)
  const types = splitTop(text.slice(open + 1, end)).map(parseType)
  const args = dot < 0 ? types : [parseType(head.slice(0, dot)), ...types]
  const tests = args.map(accepts)
  return {
    name: dot < 0 && head.startsWith('@') ? head.slice(1) : head.slice(dot + 1),
    text,
    isMethod: dot >= 0,
    args,
    result: parseType(text.slice(end + 3)),
    accepts: values =>
      values.length === tests.length && tests.every((test, index) => test(values[index])),
    run: run as Overload['run'],
  }
}

/** Where the bracket opens that closes at `end`. */
function openingOf(text: string, end: number): number {
  let depth = 0
  for (let at = end; at >= 0; at--) {
    if (text[at] === ')') depth++
    if (text[at] === '(' && --depth === 0) return at
  }
  return 0
}

/** The last dot that stands in no brackets. */
function receiverEnd(head: string): number {
  const bare = head.replace(/\(.*\)/, part => ' '.repeat(part.length))
  return bare.lastIndexOf('.')
}
