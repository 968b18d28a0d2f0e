// Manifests of any kinds in one go.
import { GraphQLBoolean, GraphQLList, GraphQLNonNull, GraphQLString } from 'graphql'
import { isObject, type JsonObject, type KubeObject } from '../../meta/object.ts'
import { badRequest } from '../../meta/status.ts'
import { parseYamlDocuments } from '../../schema/yaml.ts'
import { DRY_RUN, MANAGER } from '../mutation-args.ts'
import type { Context, Operation } from '../operation.ts'
import type { SchemaParts } from '../parts.ts'
import { NAMESPACE, targetOf } from '../queries.ts'
import type { FieldConfig } from '../types.ts'
import { applied } from '../writes.ts'
import type { CommandArgs } from './parts.ts'

/** Manifests of any kinds, one after the other, as `kubectl apply --server-side` does. */
export function applyField(parts: SchemaParts): FieldConfig {
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
    namespace: String(metadata.namespace ?? '') || (args.namespace ?? null),
    name: String(metadata.name ?? ''),
  })
  return applied(operation, of, args, { value: object })
}
