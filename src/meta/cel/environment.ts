import { type Declared, type FunctionTable, functionTable } from './declare.ts'
import { authorization } from './functions/authorization.ts'
import { conversions } from './functions/conversions.ts'
import { formats } from './functions/formats.ts'
import { lists } from './functions/lists.ts'
import { addresses } from './functions/network.ts'
import { operators } from './functions/operators.ts'
import { quantities } from './functions/quantities.ts'
import { strings } from './functions/strings.ts'
import { times } from './functions/times.ts'
import { urls } from './functions/urls.ts'
import { versions } from './functions/versions.ts'
import type { Macros } from './macros.ts'
import type { Type } from './types.ts'

/** The names, functions and types that the expressions of a place may use. */
export interface Environment {
  readonly variables: ReadonlyMap<string, Type>
  readonly functions: FunctionTable
  readonly macros: Macros
  /** Objects that can be made: `Object.spec{…}`. */
  readonly structs?: { get(name: string): Type | undefined }
}

const STANDARD: readonly Declared[] = [
  operators,
  conversions,
  strings,
  times,
  urls,
  lists,
  authorization,
  quantities,
  addresses,
  formats,
  versions,
]

/** The functions that every place has. */
export const FUNCTIONS: FunctionTable = functionTable(STANDARD)

const WITH_PATCHES: FunctionTable = functionTable([
  ...STANDARD,
  {
    '@jsonpatch.escapeKey(string): string': (key: string) =>
      key.replaceAll('~', '~0').replaceAll('/', '~1'),
  },
])

interface Extras {
  /** `cel.bind` */
  readonly bindings?: boolean
  /** `jsonpatch.escapeKey` */
  readonly patches?: boolean
  readonly structs?: Environment['structs']
}

/** The standard environment with names of its own. */
export function environmentOf(
  variables: Readonly<Record<string, Type>>,
  { bindings = false, patches = false, structs }: Extras = {},
): Environment {
  return {
    variables: new Map(Object.entries(variables)),
    functions: patches ? WITH_PATCHES : FUNCTIONS,
    macros: { bindings },
    ...(structs === undefined ? {} : { structs }),
  }
}
