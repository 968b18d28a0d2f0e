// What people do with kubectl by a name of its own: cordon, scale, rollout restart, apply of manifests.
import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql'
import { daemonSet, deployment, node, statefulSet } from '../kinds/index.ts'
import { isObject, type JsonObject, type KubeObject } from '../meta/object.ts'
import { badRequest } from '../meta/status.ts'
import { formatTime } from '../meta/time.ts'
import { parseYamlDocuments } from '../schema/yaml.ts'
import { DRY_RUN, MANAGER } from './mutation-args.ts'
import type { Root } from './names.ts'
import type { Context, Operation } from './operation.ts'
import type { SchemaParts } from './parts.ts'
import { NAMESPACE, type NameArgs, nameArgs, targetOf } from './queries.ts'
import type { FieldConfig, FieldMap } from './types.ts'
import { viewOf } from './views.ts'
import { written } from './writes.ts'

type CommandArgs = NameArgs & { readonly dryRun?: boolean | null; readonly manager?: string | null }

export function commandFields(parts: SchemaParts): FieldMap {
  const fields: FieldMap = {}
  const nodes = parts.storageRootOf(node)
  if (nodes !== undefined) {
    fields.cordonNode = cordonField(parts, nodes, true, 'Keeps new Pods away from a node.')
    fields.uncordonNode = cordonField(parts, nodes, null, 'Lets new Pods come to a node again.')
  }
  for (const root of parts.roots)
    if (root.kind.subresources?.some(each => each.scale !== undefined))
      fields[`scale${root.type}`] = scaleField(parts, root)
  return { ...fields, rolloutRestart: restartField(parts), apply: applyField(parts) }
}

function patched(operation: Operation, root: Root, args: CommandArgs, patch: JsonObject) {
  const of = targetOf(root, args)
  const { registry } = operation.options
  const request = {
    type: 'strategic' as const,
    body: { value: patch, text: JSON.stringify(patch) },
  }
  return written(
    operation,
    of,
    'patch',
    args,
    async context => (await registry.patch(of, request, context)).object,
  )
}

function cordonField(
  parts: SchemaParts,
  root: Root,
  unschedulable: true | null,
  description: string,
): FieldConfig {
  return {
    type: parts.typeOf(root),
    description,
    args: { ...nameArgs(root), dryRun: DRY_RUN, manager: MANAGER },
    resolve: (_source, args: CommandArgs, { operation }: Context) =>
      patched(operation, root, args, { spec: { unschedulable } }),
  }
}

function scaleField(parts: SchemaParts, root: Root): FieldConfig {
  return {
    type: parts.typeOf(root),
    description: `Sets how many Pods a ${root.kind.kind} is to have.`,
    args: {
      ...nameArgs(root),
      replicas: { type: new GraphQLNonNull(GraphQLInt) },
      dryRun: DRY_RUN,
      manager: MANAGER,
    },
    resolve: async (_source, args: CommandArgs & { replicas: number }, { operation }: Context) => {
      const of = targetOf(root, args)
      await operation.permit('patch', of, 'scale')
      const { registry } = operation.options
      const value = { spec: { replicas: args.replicas } }
      const context = operation.requestContext({
        subresource: 'scale',
        dryRun: args.dryRun === true,
        ...(args.manager ? { manager: args.manager } : {}),
      })
      await registry.patchScale(
        of,
        { type: 'merge', body: { value, text: JSON.stringify(value) } },
        context,
      )
      operation.renew()
      return viewOf(of, registry.get(of))
    },
  }
}

const ROLLED = [daemonSet, deployment, statefulSet]

const ROLLOUT_KIND = new GraphQLEnumType({
  name: 'RolloutKind',
  description: 'What is rolled out.',
  values: Object.fromEntries(ROLLED.map(({ kind }) => [kind, {}])),
})

function restartField(parts: SchemaParts): FieldConfig {
  return {
    type: parts.object,
    description: 'Puts new Pods in the place of all Pods, one after the other.',
    args: {
      kind: { type: new GraphQLNonNull(ROLLOUT_KIND) },
      namespace: NAMESPACE,
      name: { type: new GraphQLNonNull(GraphQLString) },
      dryRun: DRY_RUN,
      manager: MANAGER,
    },
    resolve: (_source, args: CommandArgs & { kind: string }, { operation }: Context) => {
      const row = ROLLED.find(({ kind }) => kind === args.kind)
      const root = row === undefined ? undefined : parts.storageRootOf(row)
      if (root === undefined) throw badRequest(`${args.kind} cannot be restarted`)
      const annotations = {
        'kubectl.kubernetes.io/restartedAt': formatTime(operation.options.clock.nowMs()),
      }
      return patched(operation, root, args, { spec: { template: { metadata: { annotations } } } })
    },
  }
}

/** Manifests of any kinds, one after the other, as `kubectl apply --server-side` does. */
function applyField(parts: SchemaParts): FieldConfig {
  return {
    type: new GraphQLList(new GraphQLNonNull(parts.object)),
    description: 'Server-side apply of manifests in YAML; the first that is refused ends it.',
    args: {
      yaml: { type: new GraphQLNonNull(GraphQLString) },
      namespace: NAMESPACE,
      manager: { ...MANAGER, type: new GraphQLNonNull(GraphQLString) },
      force: { type: GraphQLBoolean },
      dryRun: DRY_RUN,
    },
    resolve: async (
      _source,
      args: Omit<CommandArgs, 'name'> & { yaml: string; force?: boolean | null },
      { operation }: Context,
    ) => {
      const applied: KubeObject[] = []
      for (const object of documentsOf(args.yaml))
        applied.push(await applyOne(parts, operation, args, object))
      return applied
    },
  }
}

function documentsOf(yaml: string): JsonObject[] {
  try {
    return parseYamlDocuments(yaml)
      .map(({ value }) => value)
      .filter(isObject)
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest(error.message)
    throw error
  }
}

function applyOne(
  parts: SchemaParts,
  operation: Operation,
  args: Omit<CommandArgs, 'name'> & { force?: boolean | null },
  object: JsonObject,
): Promise<KubeObject> {
  const { apiVersion, kind } = object
  const [version = '', group = ''] = String(apiVersion ?? '')
    .split('/')
    .reverse()
  const served = parts.options.table.findKind(group, version, String(kind ?? ''))
  const root = parts.roots.find(
    each => each.kind === served?.kind && each.version === served?.version,
  )
  if (root === undefined)
    throw badRequest(`no matches for kind "${String(kind)}" in version "${String(apiVersion)}"`)
  const metadata = isObject(object.metadata) ? object.metadata : {}
  const of = targetOf(root, {
    namespace:
      typeof metadata.namespace === 'string' ? metadata.namespace : (args.namespace ?? null),
    name: String(metadata.name ?? ''),
  })
  const request = { type: 'apply' as const, body: { value: object }, force: args.force === true }
  const { registry } = operation.options
  return written(
    operation,
    of,
    'patch',
    args,
    async context => (await registry.patch(of, request, context)).object,
  )
}
