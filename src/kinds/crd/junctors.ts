import { type Cause, forbidden, invalid, required } from '../../meta/field-errors.ts'
import { goPattern } from '../../meta/pattern.ts'
import { additionalOf, itemsOf, type Schema } from '../customresource/schema.ts'

/** What stands in the junctors of a schema that only belongs outside of them. */
export function junctorCauses(
  schema: Schema,
  path: string,
  skip: 'anyOf' | 'allOf' | undefined,
): Cause[] {
  const { anyOf = [], allOf = [], oneOf = [], not, pattern = '' } = schema
  const each = (name: string, branches: readonly Schema[]): Cause[] =>
    branches.flatMap((branch, index) => nestedCauses(branch, `${path}.${name}[${index}]`))
  const regexp = pattern === '' ? '' : goPattern(pattern)
  return [
    ...(skip === 'anyOf' ? [] : each('anyOf', anyOf)),
    ...allOf.flatMap((branch, index) =>
      nestedCauses(branch, `${path}.allOf[${index}]`, skip === 'allOf' && index === 0),
    ),
    ...each('oneOf', oneOf),
    ...(not === undefined ? [] : nestedCauses(not, `${path}.not`)),
    ...(typeof regexp === 'string' && regexp !== ''
      ? [
          invalid(
            `${path}.pattern`,
            pattern,
            `must be a valid regular expression, but isn't: ${regexp}`,
          ),
        ]
      : []),
  ]
}

type Forbidden = readonly [name: keyof Schema, must: 'empty' | 'undefined' | 'false']

const FORBIDDEN: readonly Forbidden[] = [
  ['type', 'empty'],
  ['additionalProperties', 'undefined'],
  ['default', 'undefined'],
  ['title', 'empty'],
  ['description', 'empty'],
  ['nullable', 'false'],
  ['x-kubernetes-preserve-unknown-fields', 'false'],
  ['x-kubernetes-embedded-resource', 'false'],
  ['x-kubernetes-int-or-string', 'false'],
  ['x-kubernetes-list-map-keys', 'empty'],
  ['x-kubernetes-list-type', 'undefined'],
  ['x-kubernetes-map-type', 'undefined'],
  ['x-kubernetes-validations', 'empty'],
]

function nestedCauses(schema: Schema, path: string, skipAnyOf = false): Cause[] {
  const items = itemsOf(schema)
  return [
    ...junctorCauses(schema, path, skipAnyOf ? 'anyOf' : undefined),
    ...(items === undefined ? [] : nestedCauses(items, `${path}.items`)),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      nestedCauses(property, `${path}.properties[${name}]`),
    ),
    ...FORBIDDEN.filter(([name]) => says(schema[name])).map(([name, must]) =>
      forbidden(`${path}.${name}`, `must be ${must} to be structural`),
    ),
    ...(schema.properties?.metadata === undefined
      ? []
      : [forbidden(`${path}.properties[metadata]`, 'must not be specified in a nested context')]),
  ]
}

const says = (value: unknown): boolean =>
  value !== undefined &&
  value !== null &&
  value !== false &&
  value !== '' &&
  !(Array.isArray(value) && value.length === 0)

/** Junctors at the root speak only of what stands outside of them as well. */
export function completenessCauses(schema: Schema, path: string): Cause[] {
  return incomplete(schema, schema, path, path)
}

function incomplete(junctors: Schema, outer: Schema, at: string, from: string): Cause[] {
  const { anyOf = [], allOf = [], oneOf = [], not } = junctors
  const each = (name: string, branches: readonly Schema[]): Cause[] =>
    branches.flatMap((branch, index) => nested(branch, outer, at, `${from}.${name}[${index}]`))
  return [
    ...each('anyOf', anyOf),
    ...each('allOf', allOf),
    ...each('oneOf', oneOf),
    ...(not === undefined ? [] : nested(not, outer, at, `${from}.not`)),
  ]
}

function nested(
  inner: Schema | undefined,
  outer: Schema | undefined,
  at: string,
  from: string,
): Cause[] {
  if (inner === undefined) return []
  if (outer === undefined) return [required(at, `because it is defined in ${from}`)]
  return [
    ...incomplete(inner, outer, at, from),
    ...nested(itemsOf(inner), itemsOf(outer), `${at}.items`, `${from}.items`),
    ...Object.entries(inner.properties ?? {}).flatMap(([name, property]) =>
      nested(
        property,
        outer.properties?.[name],
        `${at}.properties[${name}]`,
        `${from}.properties[${name}]`,
      ),
    ),
    ...nested(
      additionalOf(inner),
      additionalOf(outer),
      `${at}.additionalProperties`,
      `${from}.additionalProperties`,
    ),
  ]
}
