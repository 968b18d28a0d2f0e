// `setImage`: other images for containers of Pods, or of the templates that Pods are made from.
import {
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql'
import {
  cronJob,
  daemonSet,
  deployment,
  job,
  pod,
  replicaSet,
  replicationController,
  statefulSet,
} from '../../kinds/index.ts'
import type { Kind } from '../../meta/kind.ts'
import { isObject, type JsonObject, type KubeObject } from '../../meta/object.ts'
import { badRequest } from '../../meta/status.ts'
import type { Context } from '../operation.ts'
import type { SchemaParts } from '../parts.ts'
import { NAMESPACE } from '../queries.ts'
import type { FieldConfig } from '../types.ts'
import { COMMAND_ARGS, type CommandArgs, modified } from './parts.ts'

const TEMPLATE = ['spec', 'template', 'spec']

/** Where the spec of Pods stands in objects of each kind. */
const SPEC_PATHS: readonly (readonly [{ readonly kind: string }, readonly string[]])[] = [
  [pod, ['spec']],
  [cronJob, ['spec', 'jobTemplate', ...TEMPLATE]],
  ...[daemonSet, deployment, job, replicaSet, replicationController, statefulSet].map(
    kind => [kind, TEMPLATE] as const,
  ),
]

const WORKLOAD_KIND = new GraphQLEnumType({
  name: 'WorkloadKind',
  description: 'What has containers.',
  values: Object.fromEntries(SPEC_PATHS.map(([{ kind }]) => [kind, {}])),
})

const IMAGE = new GraphQLInputObjectType({
  name: 'ImageInput',
  description: 'The image that a container is to have.',
  fields: {
    container: {
      type: new GraphQLNonNull(GraphQLString),
      description: 'Its name; * for all containers.',
    },
    image: { type: new GraphQLNonNull(GraphQLString) },
  },
})

/** An image as it is asked for. */
export interface ImageArgs {
  readonly container: string
  readonly image: string
}

export function setImageField(parts: SchemaParts): FieldConfig {
  return {
    type: parts.object,
    description: 'Gives containers other images, init containers among them.',
    args: {
      kind: { type: new GraphQLNonNull(WORKLOAD_KIND) },
      namespace: NAMESPACE,
      name: { type: new GraphQLNonNull(GraphQLString) },
      images: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(IMAGE))) },
      ...COMMAND_ARGS,
    },
    resolve: async (
      _source,
      args: CommandArgs & { kind: string; images: ImageArgs[] },
      { operation }: Context,
    ) => {
      const [row, path] = SPEC_PATHS.find(([{ kind }]) => kind === args.kind) ?? []
      const root = row === undefined ? undefined : parts.storageRootOf(row as Kind)
      if (root === undefined || path === undefined)
        throw badRequest(`${args.kind} has no containers`)
      return modified(operation, root, args, live => withImages(live, path, args.images))
    },
  }
}

/** @throws StatusError 400 for a container that is not there */
export function withImages(
  live: KubeObject,
  path: readonly string[],
  images: readonly ImageArgs[],
): KubeObject {
  const found = new Set<string>()
  const changed = changedAt(live as unknown as JsonObject, path, spec => {
    const lists = ['containers', 'initContainers'].flatMap(list => {
      const containers = spec[list]
      if (!Array.isArray(containers)) return []
      return [[list, containers.map(each => withImage(each as Named, images, found))] as const]
    })
    return { ...spec, ...Object.fromEntries(lists) }
  })
  const missing = images.find(({ container }) => !found.has(container))
  if (missing !== undefined)
    throw badRequest(`${live.kind} ${live.metadata.name} has no container ${missing.container}`)
  return changed as unknown as KubeObject
}

interface Named {
  readonly name: string
  readonly image?: string
}

function withImage(container: Named, images: readonly ImageArgs[], found: Set<string>): Named {
  let changed = container
  for (const { container: name, image } of images) {
    if (name !== '*' && name !== container.name) continue
    found.add(name)
    changed = { ...container, image }
  }
  return changed
}

function changedAt(
  value: JsonObject,
  [first, ...rest]: readonly string[],
  change: (at: JsonObject) => JsonObject,
): JsonObject {
  if (first === undefined) return change(value)
  const inner = value[first]
  return { ...value, [first]: changedAt(isObject(inner) ? inner : {}, rest, change) }
}
