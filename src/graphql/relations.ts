// How kinds hang together: a table of fields that lead from an object to others, each in both directions.
// All of them read the operation's one snapshot through indexes that are made once for it.
import { GraphQLInt, GraphQLList, GraphQLNonNull } from 'graphql'
import type { KubeObject } from '../meta/object.ts'
import { ready } from '../meta/ready.ts'
import { badRequest } from '../meta/status.ts'
import type { Root } from './names.ts'
import { after, type Context } from './operation.ts'
import { isSame, type SchemaParts } from './parts.ts'
import { placementFields } from './placements.ts'
import type { Relation } from './relation-find.ts'
import { RELATIONS } from './relation-table.ts'
import { SELECTOR_ARGS, type SelectorArgs } from './selector-args.ts'
import type { FieldConfig, FieldMap } from './types.ts'
import { viewOf } from './views.ts'

/** The fields of a kind that lead to other objects. */
export function relationFields(parts: SchemaParts, root: Root): FieldMap {
  const fields: FieldMap = placementFields(parts, root)
  for (const relation of RELATIONS) {
    if (!isSame(relation.on, root.kind)) continue
    const to = parts.storageRootOf(relation.to)
    if (to === undefined) continue
    fields[relation.field] = relation.many
      ? manyField(parts, relation, to)
      : oneField(parts, relation, to)
  }
  return fields
}

type ManyArgs = SelectorArgs & { readonly first?: number | null }

function manyField(parts: SchemaParts, relation: Relation, to: Root): FieldConfig {
  return {
    type: new GraphQLList(new GraphQLNonNull(parts.typeOf(to))),
    description: relation.description,
    args: { ...SELECTOR_ARGS, first: { type: GraphQLInt, description: 'Only the first of them.' } },
    resolve: (source, args: ManyArgs, { operation }: Context, info) => {
      const object = source as KubeObject
      const { first } = args
      if (typeof first === 'number' && first < 1) throw badRequest('first must be at least 1')
      const namespace = to.kind.namespaced ? (object.metadata?.namespace ?? '') : ''
      return after(operation.permit('list', { ...to, namespace, name: '' }), () => {
        const selects = operation.selects(to, args)
        return ready(() => {
          let found = relation.find(object, operation)
          if (selects !== undefined) found = found.filter(selects)
          if (typeof first === 'number') found = found.slice(0, first)
          operation.charge(found.length, info)
          return found.map(each => viewOf(to, each))
        })
      })
    },
  }
}

function oneField(parts: SchemaParts, relation: Relation, to: Root): FieldConfig {
  return {
    type: parts.typeOf(to),
    description: relation.description,
    resolve: (source, _args, { operation }: Context, info) => {
      const [found] = relation.find(source as KubeObject, operation)
      if (found === undefined) return null
      const { namespace = '', name = '' } = found.metadata
      return after(operation.permit('get', { ...to, namespace, name }), () => {
        operation.charge(1, info)
        return viewOf(to, found)
      })
    },
  }
}
