import { type Cause, forbidden, invalid } from '../../meta/field-errors.ts'
import type { Schema } from '../customresource/schema.ts'
import { defaultCauses } from './default-values.ts'
import { type SchemaErrors, schemaErrors } from './open-api.ts'
import { isConvertible, structuralCauses } from './structural.ts'

/** What the rules of a schema depend on beside the schema. */
export interface SchemaOptions {
  readonly hasStatus: boolean
  /** The schema was stored like this: what costs too much by newer measures stays. */
  readonly isUnchanged: boolean
  /** Expressions that were stored before. */
  readonly known: ReadonlySet<string>
}

/** What is wrong with the schema of a version; `path` is that of its `openAPIV3Schema`. */
export function schemaCauses(schema: Schema, path: string, options: SchemaOptions): Cause[] {
  const rootCauses = options.hasStatus ? statusRootCauses(schema, path) : []
  if (schema.nullable)
    rootCauses.push(forbidden(`${path}.nullable`, 'nullable cannot be true at the root'))
  const structural = isConvertible(schema) ? structureCauses(schema, path) : undefined
  // Expressions are looked at only where the structure tells their types.
  const withRules = structural?.length === 0
  const found: SchemaErrors = schemaErrors(schema, path, { ...options, withRules })
  return [...rootCauses, ...(structural ?? []), ...found.schema, ...found.rules]
}

function structureCauses(schema: Schema, path: string): Cause[] {
  const causes = structuralCauses(schema, path)
  return causes.length > 0 ? causes : defaultCauses(schema, path)
}

const AT_ROOT: Readonly<Record<string, string>> = {
  description: 'Description',
  type: 'Type',
  format: 'Format',
  title: 'Title',
  maximum: 'Maximum',
  exclusiveMaximum: 'ExclusiveMaximum',
  minimum: 'Minimum',
  exclusiveMinimum: 'ExclusiveMinimum',
  maxLength: 'MaxLength',
  minLength: 'MinLength',
  pattern: 'Pattern',
  maxItems: 'MaxItems',
  minItems: 'MinItems',
  uniqueItems: 'UniqueItems',
  multipleOf: 'MultipleOf',
  required: 'Required',
  items: 'Items',
  properties: 'Properties',
  externalDocs: 'ExternalDocs',
  example: 'Example',
  'x-kubernetes-preserve-unknown-fields': 'XPreserveUnknownFields',
  'x-kubernetes-validations': 'XValidations',
}

/** With a status of its own the schema of the status is taken out: nothing at the root may be lost by it. */
function statusRootCauses(schema: Schema, path: string): Cause[] {
  const status = 'if the status subresource is enabled'
  if (schema.type !== undefined && schema.type !== 'object')
    return [
      invalid(
        `${path}.type`,
        schema.type,
        `only "object" is allowed as the type at the root of the schema ${status}`,
      ),
    ]
  const strange = Object.entries(schema).find(
    ([name, value]) => value !== false && value !== undefined && !Object.hasOwn(AT_ROOT, name),
  )
  if (strange === undefined) return []
  const allowed = Object.values(AT_ROOT).join(' ')
  return [
    invalid(
      path,
      schema,
      `only [${allowed}] fields are allowed at the root of the schema ${status}`,
    ),
  ]
}
