// The pieces that printers are made of: columns that most kinds have, and texts for what is missing.
import { humanDuration } from '../../meta/duration.ts'
import type { Column, PrintContext, Printer } from '../../meta/kind.ts'
import type { KubeObject } from '../../meta/object.ts'
import { parseTime } from '../../meta/time.ts'
import { doc } from './descriptions.ts'

export const NONE = '<none>'
export const UNKNOWN = '<unknown>'
export const UNSET = '<unset>'

/** The name of the object; the first column of nearly every kind. */
export const name: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: doc.ObjectMeta.name,
}

/** How long ago the object was made. */
export const age: Column = {
  name: 'Age',
  type: 'string',
  description: doc.ObjectMeta.creationTimestamp,
}

export const text = (columnName: string, description: string): Column => ({
  name: columnName,
  type: 'string',
  description,
})

export const integer = (columnName: string, description: string): Column => ({
  name: columnName,
  type: 'integer',
  description,
})

export const boolean = (columnName: string, description: string): Column => ({
  name: columnName,
  type: 'boolean',
  description,
})

/** The column is shown by `-o wide` only. */
export const wide = (column: Column): Column => ({ ...column, priority: 1 })

export const containers = text('Containers', 'Names of each container in the template.')
export const images = text('Images', 'Images referenced by each container in the template.')

/** A printer for objects of one type. */
export function printer<T extends KubeObject>(
  columns: readonly Column[],
  cells: (object: T, context: PrintContext) => readonly unknown[],
): Printer<T> {
  return { columns, cells }
}

/** What has passed since a time of an object, `<unknown>` when there is none. */
export function since(time: string | undefined | null, { nowMs }: PrintContext): string {
  const thenMs = time ? parseTime(time) : undefined
  return thenMs === undefined ? UNKNOWN : humanDuration(nowMs - thenMs)
}

/** The age of an object. */
export const ageOf = (object: KubeObject, context: PrintContext): string =>
  since(object.metadata.creationTimestamp, context)

export const nameOf = (object: KubeObject): string => object.metadata.name ?? ''

/** The name of a class, which says so where one of the annotations makes it the default. */
export function nameWithDefault(object: KubeObject, annotations: readonly string[]): string {
  const isDefault = annotations.some(key => object.metadata.annotations?.[key] === 'true')
  return isDefault ? `${nameOf(object)} (default)` : nameOf(object)
}

/** A map as `k=v,…` in the order of keys, `<none>` when it is empty. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`)
  return pairs.sort().join(',') || NONE
}

interface Named {
  readonly name: string
  readonly image?: string
}

/** Names and images of the containers of a pod template, two cells. */
export function containerCells(list: readonly Named[] | undefined): [string, string] {
  const found = list ?? []
  return [found.map(each => each.name).join(','), found.map(each => each.image ?? '').join(',')]
}

/** Some of a list and how many more there are. */
export function firstOf(list: readonly string[], most: number, separator = ','): string {
  const shown = list.slice(0, most).join(separator)
  return list.length > most ? `${shown} + ${list.length - most} more...` : shown
}
