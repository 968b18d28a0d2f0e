import { type GraphQLFieldConfigArgumentMap, GraphQLString } from 'graphql'

export type { SelectorArgs } from './selects.ts'

/** The arguments by which objects are selected, as everywhere in Kubernetes. */
export const SELECTOR_ARGS: GraphQLFieldConfigArgumentMap = {
  labelSelector: { type: GraphQLString, description: 'Such as: app=web,tier in (a, b),!canary' },
  fieldSelector: { type: GraphQLString, description: 'Such as: status.phase=Running' },
}
