import { type Cause, duplicate, invalid, required, tooMany } from '../../meta/field-errors.ts'
import type {
  CustomResourceColumnDefinition,
  CustomResourceSubresources,
  SelectableField,
} from '../../schema/generated/apiextensions-v1.ts'
import type { Schema } from '../customresource/schema.ts'
import { fieldPathIn } from './field-path.ts'

const TYPES = ['boolean', 'date', 'integer', 'number', 'string']
const FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password']
const SELECTABLE_MAX = 8

/** A column of the printed table. */
export function columnCauses(column: CustomResourceColumnDefinition, path: string): Cause[] {
  const causes: Cause[] = []
  const oneOf = (list: readonly string[]): string => `must be one of ${list.join(',')}`
  if (!column.name) causes.push(required(`${path}.name`))
  if (!column.type) causes.push(required(`${path}.type`, oneOf(TYPES)))
  else if (!TYPES.includes(column.type))
    causes.push(invalid(`${path}.type`, column.type, oneOf(TYPES)))
  if (column.format && !FORMATS.includes(column.format))
    causes.push(invalid(`${path}.format`, column.format, oneOf(FORMATS)))
  if (!column.jsonPath) causes.push(required(`${path}.JSONPath`))
  else causes.push(...simplePathCauses(column.jsonPath, `${path}.JSONPath`))
  return causes
}

function simplePathCauses(text: string, path: string): Cause[] {
  if (text.startsWith('.')) return []
  return [invalid(path, text, 'must be a simple json path starting with .')]
}

/** Where the counts of a scalable resource stand. */
export function subresourceCauses(
  subresources: CustomResourceSubresources | undefined,
  path: string,
): Cause[] {
  const scale = subresources?.scale
  if (scale === undefined) return []
  const { specReplicasPath, statusReplicasPath, labelSelectorPath = '' } = scale
  return [
    ...scalePathCauses(specReplicasPath, `${path}.scale.specReplicasPath`, ['.spec']),
    ...scalePathCauses(statusReplicasPath, `${path}.scale.statusReplicasPath`, ['.status']),
    ...(labelSelectorPath === ''
      ? []
      : scalePathCauses(labelSelectorPath, `${path}.scale.labelSelectorPath`, [
          '.spec',
          '.status',
        ])),
  ]
}

function scalePathCauses(text: string, path: string, under: readonly string[]): Cause[] {
  if (!text) return [required(path)]
  const causes = simplePathCauses(text, path)
  if (causes.length > 0) return causes
  if (under.some(start => text.startsWith(`${start}.`))) return []
  const where = under.map(start => start).join(' or ')
  return [
    invalid(
      path,
      text,
      `should be a json path under ${where === '.spec or .status' ? 'either .spec or .status' : where}`,
    ),
  ]
}

/** The fields by which lists can be selected: scalars outside metadata. */
export function selectableCauses(
  fields: readonly SelectableField[],
  schema: Schema,
  path: string,
): Cause[] {
  const causes: Cause[] = []
  const seen = new Set<string>()
  for (const [index, { jsonPath }] of fields.entries()) {
    const at = `${path}[${index}].jsonPath`
    if (!jsonPath) {
      causes.push(required(at))
      continue
    }
    const found = fieldPathIn(jsonPath, schema, false)
    if (typeof found === 'string') {
      causes.push(invalid(at, jsonPath, `is an invalid path: ${found}`))
      continue
    }
    if (found.steps[0] === 'metadata')
      causes.push(invalid(at, jsonPath, 'must not point to fields in metadata'))
    if (!SCALARS.includes(found.schema?.type ?? ''))
      causes.push(
        invalid(
          at,
          jsonPath,
          'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.',
        ),
      )
    if (seen.has(found.path)) causes.push(duplicate(at, jsonPath))
    seen.add(found.path)
  }
  if (seen.size > SELECTABLE_MAX) causes.push(tooMany(path, seen.size, SELECTABLE_MAX))
  return causes
}

const SCALARS = ['string', 'boolean', 'integer']
