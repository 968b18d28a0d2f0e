// Who has written which fields of an object, with the fields as paths instead of as sets within sets.
import { GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql'
import { isObject, type KubeObject, type ManagedFieldsEntry } from '../meta/object.ts'
import { SCALARS } from './scalars.ts'
import type { FieldConfig } from './types.ts'

const text = { type: GraphQLString }

const MANAGER = new GraphQLObjectType({
  name: 'FieldManager',
  description: 'Who has written fields of an object, and which.',
  fields: {
    manager: text,
    operation: { ...text, description: 'Apply or Update.' },
    subresource: { ...text, description: 'What it wrote through, such as status.' },
    apiVersion: text,
    ...(SCALARS.time === undefined ? {} : { time: { type: SCALARS.time } }),
    fields: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLString))),
      description:
        'Paths such as .spec.replicas and .spec.template.spec.containers[name="main"].image.',
      resolve: entry => pathsIn((entry as ManagedFieldsEntry).fieldsV1),
    },
  },
})

/** `managers`, a field of all kinds. */
export const MANAGERS: FieldConfig = {
  type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(MANAGER))),
  description: 'Who has written which of its fields: metadata.managedFields for people.',
}

export const managersOf = (source: unknown): readonly ManagedFieldsEntry[] =>
  (source as KubeObject).metadata?.managedFields ?? []

/** The paths of a set of fields, those that are sets themselves only by what is in them. */
export function pathsIn(fields: unknown, before = ''): string[] {
  if (!isObject(fields)) return []
  return Object.entries(fields).flatMap(([key, inner]) => {
    if (key === '.') return []
    const path = before + elementText(key)
    const deeper = pathsIn(inner, path)
    return deeper.length === 0 ? [path] : deeper
  })
}

/** One step: `f:replicas`, `k:{"name":"main"}`, `v:"a"` or `i:0`. */
function elementText(key: string): string {
  const value = key.slice(2)
  switch (key.slice(0, 2)) {
    case 'f:':
      return /^[A-Za-z_][\w-]*$/.test(value) ? `.${value}` : `[${JSON.stringify(value)}]`
    case 'k:':
      return `[${keysText(value)}]`
    case 'v:':
      return `[=${value}]`
    default:
      return `[${value}]`
  }
}

function keysText(json: string): string {
  const keys: unknown = JSON.parse(json)
  if (!isObject(keys)) return json
  return Object.entries(keys)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',')
}
