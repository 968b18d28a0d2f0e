// Lists in another order than that of names.
import type { KubeObject } from '../meta/object.ts'
import { compareQuantities } from '../meta/quantity.ts'
import { badRequest } from '../meta/status.ts'
import type { Target } from '../registry/target.ts'
import { viewOf } from './views.ts'

/** By which field, such as `metadata.creationTimestamp` or `status.capacity.memory`; in which direction. */
export interface Order {
  readonly by: string
  readonly descending?: boolean | null
}

const PATH = /^[^.[\]]+(\.[^.[\]]+|\["[^"]*"\]|\[\d+\])*$/

/** Objects that lack the field come last; equals keep the order of their names. @throws StatusError 400 */
export function orderedBy(
  of: Pick<Target, 'kind' | 'version'>,
  objects: readonly KubeObject[],
  { by, descending }: Order,
): KubeObject[] {
  if (!PATH.test(by)) throw badRequest(`${by} is no path of a field: write metadata.name`)
  const path = [...by.matchAll(/\["([^"]*)"\]|([^.[\]]+)/g)].map(
    match => match[1] ?? match[2] ?? '',
  )
  const sign = descending ? -1 : 1
  return objects
    .map(object => ({ object, key: keyAt(viewOf(of, object), path) }))
    .sort((a, b) => {
      if (a.key === undefined || b.key === undefined)
        return Number(a.key === undefined) - Number(b.key === undefined)
      return sign * compare(a.key, b.key)
    })
    .map(({ object }) => object)
}

type SortKey = string | number

function keyAt(value: unknown, path: readonly string[]): SortKey | undefined {
  let at = value
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = (at as Readonly<Record<string, unknown>>)[name]
  }
  if (typeof at === 'boolean') return Number(at)
  return typeof at === 'string' || typeof at === 'number' ? at : undefined
}

function compare(a: SortKey, b: SortKey): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const textA = String(a)
  const textB = String(b)
  if (QUANTITY.test(textA) && QUANTITY.test(textB)) return compareQuantities(textA, textB)
  return textA < textB ? -1 : textA > textB ? 1 : 0
}

const QUANTITY = /^[+-]?\d+(\.\d+)?([numkMGTPE]|[KMGTPE]i)?$/
