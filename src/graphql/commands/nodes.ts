// What is done to nodes: cordon, drain, taint.
import {
  GraphQLBoolean,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql'
import { node as nodeKind, pod as podKind } from '../../kinds/index.ts'
import type { Node, Pod } from '../../schema/generated/core-v1.ts'
import type { Actions } from '../actions.ts'
import { byNode, groupsOf } from '../indexes.ts'
import type { Root } from '../names.ts'
import type { Context } from '../operation.ts'
import type { SchemaParts } from '../parts.ts'
import { nameArgs } from '../queries.ts'
import type { FieldConfig, FieldMap } from '../types.ts'
import { viewOf } from '../views.ts'
import { type DrainArgs, drained } from './draining.ts'
import { COMMAND_ARGS, type CommandArgs, commandField, modified, patched } from './parts.ts'
import { type TaintArgs, withoutTaints, withTaints } from './taints.ts'

export function nodeCommands(parts: SchemaParts): FieldMap {
  const root = parts.storageRootOf(nodeKind)
  if (root === undefined) return {}
  const { actions } = parts.options
  const { taint, effect } = taintTypes(parts)
  return {
    cordonNode: commandField(
      parts,
      root,
      'Keeps new Pods away from a node.',
      {},
      (operation, args) => patched(operation, root, args, { spec: { unschedulable: true } }),
    ),
    uncordonNode: commandField(
      parts,
      root,
      'Lets new Pods come to a node again.',
      {},
      (operation, args) => patched(operation, root, args, { spec: { unschedulable: null } }),
    ),
    taintNode: taintField(parts, root, taint),
    untaintNode: untaintField(parts, root, effect),
    ...(actions === undefined ? {} : { drainNode: drainField(parts, root, actions) }),
  }
}

/** What taints do, and a taint as it is given. */
function taintTypes({ types }: SchemaParts) {
  const effect = types.enumOf('core/v1.Taint', 'effect') ?? GraphQLString
  const taint = new GraphQLInputObjectType({
    name: 'TaintInput',
    description: 'A taint that a node is to have.',
    fields: {
      key: { type: new GraphQLNonNull(GraphQLString) },
      value: { type: GraphQLString },
      effect: { type: new GraphQLNonNull(effect) },
    },
  })
  return { effect, taint }
}

function taintField(parts: SchemaParts, root: Root, taint: GraphQLInputObjectType): FieldConfig {
  return commandField(
    parts,
    root,
    'Gives a node taints.',
    {
      taints: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(taint))) },
      overwrite: {
        type: GraphQLBoolean,
        defaultValue: true,
        description: 'Put it in the place of a taint of the same key and effect.',
      },
    },
    (operation, args: CommandArgs & { taints: TaintArgs[]; overwrite?: boolean | null }) =>
      modified(operation, root, args, node =>
        withTaints(node as Node, args.taints, args.overwrite !== false),
      ),
  )
}

function untaintField(parts: SchemaParts, root: Root, effect: GraphQLInputType): FieldConfig {
  return commandField(
    parts,
    root,
    'Takes taints of a key from a node.',
    {
      key: { type: new GraphQLNonNull(GraphQLString) },
      effect: { type: effect, description: 'All effects when left out.' },
    },
    (operation, args: CommandArgs & { key: string; effect?: string | null }) =>
      modified(operation, root, args, node =>
        withoutTaints(node as Node, args.key, args.effect ?? undefined),
      ),
  )
}

function drainField(parts: SchemaParts, root: Root, actions: Actions): FieldConfig {
  const flag = (description: string) => ({
    type: GraphQLBoolean,
    defaultValue: false,
    description,
  })
  return {
    type: drainType(parts, root),
    description:
      'Cordons a node and evicts its Pods, once each; ask again until it is done, for budgets may refuse some.',
    args: {
      ...nameArgs(root),
      ignoreDaemonSets: flag('Leave Pods of DaemonSets where they are.'),
      deleteEmptyDirData: flag('Evict Pods that have emptyDir volumes, too.'),
      force: flag('Evict Pods that nothing controls, too; they are gone for good.'),
      gracePeriodSeconds: { type: GraphQLInt, description: 'How long each Pod may take to end.' },
      ...COMMAND_ARGS,
    },
    resolve: (_source, args: DrainArgs, { operation }: Context) =>
      drained(operation, root, actions, args, () => podsOn(operation.snapshot, args.name)),
  }
}

const podsOn = (snapshot: Parameters<typeof groupsOf>[0], name: string): readonly Pod[] =>
  (groupsOf(snapshot, podKind, byNode).get(name) ?? []) as readonly Pod[]

function drainType(parts: SchemaParts, root: Root): GraphQLObjectType {
  const pods = parts.storageRootOf(podKind) as Root
  const pod = new GraphQLNonNull(parts.typeOf(pods))
  const all = (type: GraphQLObjectType | GraphQLNonNull<GraphQLObjectType>) =>
    new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type as GraphQLObjectType)))
  const left = new GraphQLObjectType<unknown, Context>({
    name: 'LeftPod',
    description: 'A Pod that was not evicted, and why.',
    fields: {
      pod: { type: pod, resolve: source => viewOf(pods, (source as { pod: Pod }).pod) },
      reason: { type: new GraphQLNonNull(GraphQLString) },
    },
  })
  return new GraphQLObjectType<unknown, Context>({
    name: 'NodeDrain',
    description: 'How far a node is drained.',
    fields: {
      node: { type: new GraphQLNonNull(parts.typeOf(root)) },
      done: {
        type: new GraphQLNonNull(GraphQLBoolean),
        description: 'Nothing is left on it that is to go.',
      },
      evicted: { type: all(parts.typeOf(pods)), description: 'The Pods that end now.' },
      refused: { type: all(left), description: 'The Pods whose eviction was refused.' },
      left: { type: all(left), description: 'The Pods that stay.' },
    },
  })
}
