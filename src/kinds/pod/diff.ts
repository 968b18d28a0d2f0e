// What differs between two specs, in the manner of Go's `cmp.Diff`: the members that changed, the old
// value marked with a minus and the new one with a plus. Go's own layout is unstable by intention.
import { goQuote } from '../../meta/field-errors.ts'
import { isObject } from '../../meta/object.ts'
import { builtinTypes } from '../../schema/table.ts'
import type { Field, StructType, TypeRef } from '../../schema/types.ts'

const SPEC = 'core/v1.PodSpec'

export function describeChange(next: object, old: object): string {
  return describeStructChange(SPEC, next, old)
}

/** The change of a struct that the table of types knows. */
export function describeStructChange(type: string, next: object, old: object): string {
  return `${structLines('  ', '', type, old, next, 0).join('\n')}\n`
}

type Members = Readonly<Record<string, unknown>>

function structLines(
  mark: string,
  label: string,
  type: string,
  old: object,
  next: object,
  depth: number,
): string[] {
  const struct = builtinTypes().struct(type)
  if (struct === undefined) return []
  const tabs = '\t'.repeat(depth)
  const lines = [`${mark}${tabs}${label}${goName(struct)}{`]
  let same = 0
  for (const field of struct.fields.values()) {
    const before = (old as Members)[field.name]
    const after = (next as Members)[field.name]
    const changed = fieldLines(field, before, after, depth + 1)
    if (changed.length === 0) same++
    else {
      if (same > 0) lines.push(`  ${tabs}\t... // ${same} identical fields`)
      same = 0
      lines.push(...changed)
    }
  }
  if (same > 0) lines.push(`  ${tabs}\t... // ${same} identical fields`)
  lines.push(`  ${tabs}}${depth === 0 ? '' : ','}`)
  return lines
}

const goName = (struct: StructType): string => struct.go.replace(/^v1\./, 'core.')

function fieldLines(field: Field, before: unknown, after: unknown, depth: number): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  if (field.type.sort === 'struct' && isObject(before) && isObject(after))
    return structLines(
      '  ',
      `${field.go}: ${field.pointer ? '&' : ''}`,
      field.type.name,
      before,
      after,
      depth,
    )
  const tabs = '\t'.repeat(depth)
  return [
    `- ${tabs}${field.go}: ${shown(field, before)},`,
    `+ ${tabs}${field.go}: ${shown(field, after)},`,
  ]
}

function shown(field: Field, value: unknown): string {
  if (value === undefined) return field.pointer || isList(field.type) ? 'nil' : zero(field.type)
  const text = typeof value === 'string' ? goQuote(value) : JSON.stringify(value)
  return field.pointer ? `&${text}` : text
}

const isList = (type: TypeRef): boolean => type.sort === 'list' || type.sort === 'map'
const zero = (type: TypeRef): string =>
  type.sort === 'string' ? '""' : type.sort === 'bool' ? 'false' : '0'
