// Schemas of OpenAPI v2: those of v3 without defaults and without choices, with references in place.
import type { Types } from '../types.ts'
import { type Schema, schemaV3Of } from './v3.ts'

/** Types that v2 cannot say as v3 does. */
const PLAIN: Readonly<Record<string, Schema>> = {
  'api/resource.Quantity': { type: 'string' },
  'util/intstr.IntOrString': { type: 'string', format: 'int-or-string' },
}

/** The definition of a type by its name. */
export function schemaV2Of(types: Types, name: string): Schema {
  const { oneOf: _, ...schema } = plain(schemaV3Of(types, name)) as Schema
  return { ...schema, ...PLAIN[name] }
}

const REF = '#/components/schemas/'

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const { allOf, default: _, ...rest } = value as Schema
  const out: Schema = {}
  for (const [key, inner] of Object.entries(rest))
    out[key] =
      key === 'properties'
        ? Object.fromEntries(
            Object.entries(inner as Schema).map(([name, schema]) => [name, plain(schema)]),
          )
        : key === '$ref'
          ? String(inner).replace(REF, '#/definitions/')
          : plain(inner)
  return Array.isArray(allOf) ? { ...out, ...(plain(allOf[0]) as Schema) } : out
}
