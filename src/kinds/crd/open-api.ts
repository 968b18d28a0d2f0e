// What OpenAPI and Kubernetes ask of schemas beside their structure, level by level, and the expressions
// that stand in them.
import { type Cause, forbidden, invalid, notSupported } from '../../meta/field-errors.ts'
import { isObject } from '../../meta/object.ts'
import { boundOf } from '../customresource/cel-sizes.ts'
import {
  additionalOf,
  isEmbedded,
  itemsOf,
  META_FIELDS,
  type Schema,
  sortedEntries,
} from '../customresource/schema.ts'
import { Costs } from './costs.ts'
import { listCauses } from './list-types.ts'
import { type RuleScope, ruleCauses, ruleTextCauses } from './schema-rules.ts'

export interface SchemaErrors {
  readonly schema: Cause[]
  readonly rules: Cause[]
}

export interface SchemaErrorOptions {
  /** Whether expressions are compiled. */
  readonly withRules: boolean
  readonly isUnchanged: boolean
  readonly known: ReadonlySet<string>
}

/** Where in a schema we are. */
interface Place {
  readonly isRoot: boolean
  /** Why there may be no default here. */
  readonly noDefaults: string | undefined
  readonly inMeta: boolean
  /** The part above within which old and new cannot be told to be the same. */
  readonly uncorrelated: string | undefined
  /** What expressions know of here; undefined where none are compiled. */
  readonly scope: RuleScope | undefined
}

export function schemaErrors(
  schema: Schema,
  path: string,
  options: SchemaErrorOptions,
): SchemaErrors {
  const found: SchemaErrors = { schema: [], rules: [] }
  const costs = new Costs()
  const scope = options.withRules
    ? {
        schema,
        isResource: true,
        known: options.known,
        isUnchanged: options.isUnchanged,
        times: 1,
        costs,
      }
    : undefined
  visit(schema, path, found, {
    isRoot: true,
    noDefaults: undefined,
    inMeta: false,
    uncorrelated: undefined,
    scope,
  })
  found.rules.push(...costs.causes(path))
  return found
}

function visit(schema: Schema, path: string, all: SchemaErrors, place: Place): void {
  const here: SchemaErrors = { schema: [], rules: [] }
  here.schema.push(...keywordCauses(schema, path, place))
  if (schema.uniqueItems)
    here.schema.push(
      forbidden(
        `${path}.uniqueItems`,
        'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
      ),
    )
  visitMembers(schema, path, here, place)
  visitJunctors(schema, path, here, place)
  visitItems(schema, path, here, place)
  here.schema.push(...markCauses(schema, path), ...listCauses(schema, path))
  here.schema.push(...ruleTextCauses(schema, path))
  if (here.schema.length === 0 && place.scope !== undefined)
    here.rules.push(...ruleCauses(schema, path, place.scope, place.uncorrelated))
  all.schema.push(...here.schema)
  all.rules.push(...here.rules)
}

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string']

const UNSUPPORTED = [
  'id',
  'additionalItems',
  'patternProperties',
  'definitions',
  'dependencies',
  '$ref',
] as const

function keywordCauses(schema: Schema, path: string, place: Place): Cause[] {
  const { type = '' } = schema
  const causes: Cause[] = []
  if (type !== '' && !TYPES.includes(type)) causes.push(notSupported(`${path}.type`, type, TYPES))
  if (schema.default !== undefined && schema.default !== null && place.noDefaults !== undefined)
    causes.push(forbidden(`${path}.default`, `must not be set ${place.noDefaults}`))
  for (const name of UNSUPPORTED)
    if (schema[name] !== undefined)
      causes.push(forbidden(`${path}.${name}`, `${name} is not supported`))
  if (type === 'null')
    causes.push(
      forbidden(`${path}.type`, 'type cannot be set to null, use nullable as an alternative'),
    )
  if (Array.isArray(schema.items))
    causes.push(forbidden(`${path}.items`, 'items must be a schema object and not an array'))
  if (place.inMeta && isEmbedded(schema))
    causes.push(
      forbidden(
        `${path}.x-kubernetes-embedded-resource`,
        'must not be used inside of resource meta',
      ),
    )
  return causes
}

/** Deeper within; what is only there for values in common is told from `from` on. */
const below = (
  place: Place,
  scope: RuleScope | undefined,
  changes: Partial<Place> = {},
): Place => ({
  ...place,
  ...changes,
  isRoot: false,
  scope,
})

/** What expressions know deeper within, at a place that may be there several times. */
function within(
  scope: RuleScope | undefined,
  schema: Schema,
  times: number | undefined,
): RuleScope | undefined {
  if (scope === undefined) return undefined
  const { times: outer } = scope
  const all = outer === undefined || times === undefined ? undefined : outer * times
  return { ...scope, schema, isResource: isEmbedded(schema), times: all }
}

function visitMembers(schema: Schema, path: string, all: SchemaErrors, place: Place): void {
  const properties = sortedEntries(schema.properties ?? {})
  const additional = additionalOf(schema)
  const { additionalProperties } = schema
  if (additionalProperties !== undefined && additionalProperties !== true && properties.length > 0)
    all.schema.push(
      forbidden(
        `${path}.additionalProperties`,
        'additionalProperties and properties are mutual exclusive',
      ),
    )
  if (additional !== undefined) {
    const why = 'inside additionalProperties applying to object metadata'
    visit(
      additional,
      `${path}.additionalProperties`,
      all,
      below(
        place,
        within(place.scope, additional, boundOf(schema)),
        place.inMeta ? { noDefaults: why } : {},
      ),
    )
  }
  for (const [name, property] of properties) {
    const own = property as Schema
    const isMeta = (place.isRoot || isEmbedded(schema)) && META_FIELDS.has(name)
    visit(own, `${path}.properties[${name}]`, all, {
      ...below(place, within(place.scope, own, 1)),
      ...(isMeta ? { inMeta: true } : {}),
      ...(isMeta && place.isRoot ? { noDefaults: `in top-level ${name}` } : {}),
    })
  }
}

function visitJunctors(schema: Schema, path: string, all: SchemaErrors, place: Place): void {
  const inner = below(place, undefined)
  if (schema.not !== undefined) visit(schema.not, `${path}.not`, all, inner)
  for (const name of ['allOf', 'oneOf', 'anyOf'] as const)
    for (const [index, branch] of (schema[name] ?? []).entries())
      visit(branch, `${path}.${name}[${index}]`, all, inner)
  for (const [name, definition] of sortedEntries(schema.definitions ?? {}))
    visit(definition as Schema, `${path}.definitions[${name}]`, all, inner)
  for (const [name, dependency] of sortedEntries(schema.dependencies ?? {}))
    if (isObject(dependency)) visit(dependency, `${path}.dependencies[${name}]`, all, inner)
}

function visitItems(schema: Schema, path: string, all: SchemaErrors, place: Place): void {
  const isKeyed = schema['x-kubernetes-list-type'] === 'map'
  const uncorrelated = isKeyed ? place.uncorrelated : (place.uncorrelated ?? path)
  const items = itemsOf(schema)
  if (items !== undefined)
    visit(items, `${path}.items`, all, {
      ...below(place, within(place.scope, items, boundOf(schema))),
      uncorrelated,
    })
  if (Array.isArray(schema.items))
    for (const [index, item] of schema.items.entries())
      visit(item as Schema, `${path}.items[${index}]`, all, {
        ...below(place, undefined),
        uncorrelated,
      })
}

function markCauses(schema: Schema, path: string): Cause[] {
  if (schema['x-kubernetes-preserve-unknown-fields'] !== false) return []
  return [
    invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined'),
  ]
}
