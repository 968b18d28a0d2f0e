// DaemonSets and nodes, seen from either side: whether a node is to have a Pod, why not, and whether it has one.
import {
  GraphQLBoolean,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLResolveInfo,
  GraphQLString,
} from 'graphql'
import { daemonSet, node, pod } from '../kinds/index.ts'
import { controllerOf, type KubeObject } from '../meta/object.ts'
import type { DaemonSet } from '../schema/generated/apps-v1.ts'
import type { Node, Pod } from '../schema/generated/core-v1.ts'
import { groupsOf, type KeysOf } from './indexes.ts'
import type { Root } from './names.ts'
import { after, type Context, type Operation } from './operation.ts'
import type { GraphqlOptions } from './options.ts'
import { isSame, type SchemaParts } from './parts.ts'
import type { FieldMap } from './types.ts'
import { viewOf } from './views.ts'

interface Placement {
  readonly daemonSet: KubeObject
  readonly node: KubeObject
}

interface PlacementArgs {
  readonly shouldRun?: boolean | null
  readonly covered?: boolean | null
}

/** Whether a placement is one of those that are asked for: what is to run and does not, for one. */
function isAsked(
  parts: SchemaParts,
  operation: Operation,
  placement: Placement,
  { shouldRun, covered }: PlacementArgs,
): boolean {
  if (
    typeof shouldRun === 'boolean' &&
    explanationOf(parts.options, placement).shouldRun !== shouldRun
  )
    return false
  return typeof covered !== 'boolean' || isCovered(parts, operation, placement) === covered
}

const isCovered = (parts: SchemaParts, operation: Operation, placement: Placement): boolean =>
  podsOf(parts, operation, placement).length > 0

const placementTypes = new WeakMap<SchemaParts, GraphQLObjectType>()

/** `DaemonSet.nodes` and `Node.daemonSets`. */
export function placementFields(parts: SchemaParts, root: Root): FieldMap {
  const nodes = parts.storageRootOf(node)
  const sets = parts.storageRootOf(daemonSet)
  if (nodes === undefined || sets === undefined) return {}
  const fieldTo = (to: Root, pair: (a: KubeObject, b: KubeObject) => Placement) => ({
    type: new GraphQLList(new GraphQLNonNull(placementType(parts, nodes, sets))),
    description: `All ${to.many}, and whether the DaemonSet is to run there, or those of which that is so.`,
    args: {
      shouldRun: { type: GraphQLBoolean, description: 'Only where a Pod is wanted, or is not.' },
      covered: { type: GraphQLBoolean, description: 'Only where a Pod is, or is not.' },
    },
    resolve: (
      source: unknown,
      args: PlacementArgs,
      { operation }: Context,
      info: GraphQLResolveInfo,
    ) =>
      after(operation.permit('list', { ...to, namespace: '', name: '' }), () => {
        const all = operation.all(to).map(other => pair(source as KubeObject, other))
        const permits =
          typeof args.covered === 'boolean'
            ? all.flatMap(placement => permitPods(parts, operation, placement) ?? [])
            : []
        const choose = () => {
          const found = all.filter(placement => isAsked(parts, operation, placement, args))
          operation.charge(found.length, info)
          return found
        }
        return permits.length === 0 ? choose() : Promise.all(permits).then(choose)
      }),
  })
  if (isSame(root.kind, daemonSet))
    return { nodes: fieldTo(nodes, (set, other) => ({ daemonSet: set, node: other })) }
  if (isSame(root.kind, node))
    return { daemonSets: fieldTo(sets, (place, other) => ({ daemonSet: other, node: place })) }
  return {}
}

const RULE = new GraphQLObjectType({
  name: 'PlacementRule',
  description: 'One rule by which nodes are chosen.',
  fields: {
    predicate: { type: new GraphQLNonNull(GraphQLString) },
    shouldRun: { type: new GraphQLNonNull(GraphQLBoolean) },
    shouldContinue: { type: new GraphQLNonNull(GraphQLBoolean) },
    reasons: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLString))) },
  },
})

function placementType(parts: SchemaParts, nodes: Root, sets: Root): GraphQLObjectType {
  let type = placementTypes.get(parts)
  if (type === undefined) {
    type = new GraphQLObjectType<unknown, Context>({
      name: 'DaemonPlacement',
      description: 'A DaemonSet on a node.',
      fields: () => placementTypeFields(parts, nodes, sets),
    })
    placementTypes.set(parts, type)
  }
  return type
}

function placementTypeFields(parts: SchemaParts, nodes: Root, sets: Root): FieldMap {
  const pods = parts.storageRootOf(pod) as Root
  const explained = (source: unknown) => explanationOf(parts.options, source as Placement)
  const flag = (description: string, is: (source: unknown, operation: Operation) => boolean) => ({
    type: new GraphQLNonNull(GraphQLBoolean),
    description,
    resolve: (source: unknown, _args: unknown, { operation }: Context) => is(source, operation),
  })
  return {
    node: {
      type: new GraphQLNonNull(parts.typeOf(nodes)),
      resolve: source => viewOf(nodes, (source as Placement).node),
    },
    daemonSet: {
      type: new GraphQLNonNull(parts.typeOf(sets)),
      resolve: source => viewOf(sets, (source as Placement).daemonSet),
    },
    shouldRun: flag('A Pod is wanted there.', source => explained(source).shouldRun),
    shouldContinue: flag(
      'A Pod that is there may stay.',
      source => explained(source).shouldContinue,
    ),
    covered: {
      type: GraphQLBoolean,
      description: 'A Pod is there, or on its way there; null for who may not list Pods.',
      resolve: (source, _args, { operation }) =>
        after(permitPods(parts, operation, source as Placement), () =>
          isCovered(parts, operation, source as Placement),
        ),
    },
    pods: {
      type: new GraphQLList(new GraphQLNonNull(parts.typeOf(pods))),
      resolve: (source, _args, { operation }, info) => {
        const found = podsOf(parts, operation, source as Placement)
        return after(permitPods(parts, operation, source as Placement), () => {
          operation.charge(found.length, info)
          return found.map(each => viewOf(pods, each))
        })
      },
    },
    rules: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(RULE))),
      description: 'What each rule says of the node.',
      resolve: source => explained(source).predicates,
    },
    reasons: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLString))),
      description: 'Why not; empty where a Pod is wanted.',
      resolve: source => explained(source).predicates.flatMap(rule => rule.reasons),
    },
  }
}

function permitPods(parts: SchemaParts, operation: Operation, { daemonSet: set }: Placement) {
  const namespace = set.metadata.namespace ?? ''
  return operation.permit('list', { ...(parts.storageRootOf(pod) as Root), namespace, name: '' })
}

type Explanation = ReturnType<GraphqlOptions['explain']['daemonSet']>

const explanations = new WeakMap<Placement, Explanation>()

function explanationOf({ explain }: GraphqlOptions, placement: Placement): Explanation {
  let found = explanations.get(placement)
  if (found === undefined) {
    found = explain.daemonSet(placement.daemonSet as DaemonSet, placement.node as Node)
    explanations.set(placement, found)
  }
  return found
}

const targets = new WeakMap<GraphqlOptions, KeysOf>()

/** The Pods of the DaemonSet that are on the node or meant for it, by uid of the one and name of the other. */
function podsOf(
  { options }: SchemaParts,
  { snapshot }: Operation,
  placement: Placement,
): readonly KubeObject[] {
  let byPlacement = targets.get(options)
  if (byPlacement === undefined) {
    byPlacement = object => {
      const uid = controllerOf(object)?.uid
      return uid === undefined ? [] : [`${uid} ${options.explain.targetNode(object as Pod) ?? ''}`]
    }
    targets.set(options, byPlacement)
  }
  const { daemonSet: set, node: place } = placement
  return (
    groupsOf(snapshot, pod, byPlacement).get(`${set.metadata.uid} ${place.metadata.name}`) ?? []
  )
}
