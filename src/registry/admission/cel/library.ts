// The functions that expressions of the server know, by name; which types they take, each looks at itself.
import { conversions } from './functions/conversions.ts'
import { formats } from './functions/formats.ts'
import { lists } from './functions/lists.ts'
import { network } from './functions/network.ts'
import { quantities } from './functions/quantities.ts'
import { strings } from './functions/strings.ts'
import { times } from './functions/times.ts'
import { CelError } from './values.ts'

/** A function, or a method whose first argument is what it is called on. @throws CelError */
export type CelFunction = (...args: readonly never[]) => unknown
export type Called = (...args: unknown[]) => unknown

export interface Library {
  readonly functions?: Readonly<Record<string, CelFunction>>
  readonly methods?: Readonly<Record<string, CelFunction>>
}

const LIBRARIES: readonly Library[] = [
  conversions,
  strings,
  lists,
  times,
  network,
  quantities,
  formats,
]

const tableOf = (part: 'functions' | 'methods'): Map<string, Called> =>
  new Map(LIBRARIES.flatMap(library => Object.entries(library[part] ?? {}) as [string, Called][]))

export const FUNCTIONS: ReadonlyMap<string, Called> = tableOf('functions')
const OWN = tableOf('methods')

/** Methods of authorizers and other opaque values are their own members. */
export const METHODS: Pick<ReadonlyMap<string, Called>, 'get'> = {
  get: name => OWN.get(name) ?? own(name),
}

/** A method that the value itself has: those of authorizers. */
const own =
  (name: string): Called =>
  (base, ...args) => {
    const { value } = (base ?? {}) as { value?: Record<string, unknown> }
    const method = typeof value === 'object' && value !== null ? value[name] : undefined
    if (typeof method !== 'function') throw new CelError('no such overload')
    return method.apply(value, args)
  }
