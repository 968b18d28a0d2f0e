// The functions that expressions may call: how each is declared, and what it does. `receiver.name(args): result`.
import { collectionFunctions } from './functions-collections.ts'
import { conversionFunctions } from './functions-conversion.ts'
import { kubernetesFunctions } from './functions-kubernetes.ts'
import { operatorFunctions } from './functions-operators.ts'
import { textFunctions } from './functions-text.ts'
import { timeFunctions } from './functions-time.ts'
import { parseType, splitTop, type Type } from './types.ts'

/** What a function does with values of the declared types. */
export type Run = (...args: never[]) => unknown
/** Functions by their declarations. */
export type Declared = Readonly<Record<string, Run>>

export interface Overload {
  readonly receiver: Type | undefined
  readonly args: readonly Type[]
  readonly result: Type
  readonly run: (...args: unknown[]) => unknown
}

const overloads = new Map<string, Overload[]>()

for (const [text, run] of [
  operatorFunctions,
  conversionFunctions,
  collectionFunctions,
  textFunctions,
  timeFunctions,
  kubernetesFunctions,
].flatMap(group => Object.entries(group)))
  declare(text, run)

function declare(text: string, run: Run): void {
  const open = text.lastIndexOf('(', text.lastIndexOf('): '))
  const head = text.slice(0, open)
  const result = text.slice(text.lastIndexOf('): ') + 3)
  const dot = head.startsWith('@') ? -1 : receiverEnd(head)
  const name = head.slice(dot + 1).replace(/^@/, '')
  const list = overloads.get(name) ?? []
  list.push({
    receiver: dot < 0 ? undefined : parseType(head.slice(0, dot)),
    args: splitTop(text.slice(open + 1, text.lastIndexOf('): '))).map(parseType),
    result: parseType(result),
    run: run as Overload['run'],
  })
  overloads.set(name, list)
}

/** The overloads of a name; none for a function that nobody knows. */
export const overloadsOf = (name: string): readonly Overload[] => overloads.get(name) ?? []

/** Where the receiver ends; names of operators and of functions in a namespace are marked by `@`. */
function receiverEnd(head: string): number {
  return /^[a-z<>, A-Z]+\./.test(head) ? head.lastIndexOf('.') : -1
}
