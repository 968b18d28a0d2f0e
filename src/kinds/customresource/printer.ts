import { humanDuration } from '../../meta/duration.ts'
import type { Column, PrintContext, Printer } from '../../meta/kind.ts'
import { parseTime } from '../../meta/time.ts'
import type { CustomResourceColumnDefinition } from '../../schema/generated/apiextensions-v1.ts'
import { name, nameOf, UNKNOWN } from '../printers/columns.ts'
import { doc } from '../printers/descriptions.ts'
import { type JsonPath, parseJsonPath } from './json-path.ts'
import { printed } from './json-path-steps.ts'

const AGE: CustomResourceColumnDefinition = {
  name: 'Age',
  type: 'date',
  description: doc.ObjectMeta.creationTimestamp,
  jsonPath: '.metadata.creationTimestamp',
}

/** The columns of a version: the name, and what its definition says; the age when it says nothing. */
export function customPrinter(columns: readonly CustomResourceColumnDefinition[] = []): Printer {
  const known = readable(columns.length === 0 ? [AGE] : columns)
  return {
    columns: [name, ...known.map(({ column }) => columnOf(column))],
    cells: (object, context) => [
      nameOf(object),
      ...known.map(({ column, path }) => cell(column.type, path(object), context)),
    ],
  }
}

interface Readable {
  readonly column: CustomResourceColumnDefinition
  readonly path: JsonPath
}

/** Columns up to the first whose path nobody understands. */
function readable(columns: readonly CustomResourceColumnDefinition[]): readonly Readable[] {
  const known: Readable[] = []
  for (const column of columns) {
    const path = parseJsonPath(column.jsonPath)
    if (path === undefined) break
    known.push({ column, path })
  }
  return known
}

function columnOf(column: CustomResourceColumnDefinition): Column {
  const { name, type, format, priority, jsonPath } = column
  const description =
    column.description || `Custom resource definition column (in JSONPath format): ${jsonPath}`
  return {
    name,
    type: type as Column['type'],
    ...(format === undefined ? {} : { format }),
    description,
    ...(priority === undefined ? {} : { priority }),
  }
}

/** The first value found; what is of another type than the column is not shown. */
function cell(type: string, found: readonly unknown[], { nowMs }: PrintContext): unknown {
  if (found.length === 0) return null
  const value = found[0]
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null
    case 'number':
      return typeof value === 'number' ? value : null
    case 'boolean':
      return typeof value === 'boolean' ? value : null
    case 'date':
      return typeof value === 'string' ? ageText(value, nowMs) : null
    default:
      return printed(value)
  }
}

function ageText(time: string, nowMs: number): string {
  if (time === '' || time === 'null') return UNKNOWN
  const thenMs = parseTime(time)
  return thenMs === undefined ? '<invalid>' : humanDuration(nowMs - thenMs)
}
