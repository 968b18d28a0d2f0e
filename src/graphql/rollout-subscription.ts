// `rolloutProgress`: a rollout as one subscription, until it is done.
import {
  GraphQLBoolean,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql'
import type { KubeObject } from '../meta/object.ts'
import { notFound } from '../meta/status.ts'
import { changeEvents } from './changes.ts'
import { ROLLOUT_ARGS, type RolloutArgs, rolledRoot } from './commands/rollouts.ts'
import { type Events, mapped } from './iterators.ts'
import type { Context, Operation } from './operation.ts'
import type { SchemaParts } from './parts.ts'
import { targetOf } from './queries.ts'
import { type Progress, progressOf } from './rollout-progress.ts'
import { started } from './started.ts'
import type { FieldMap } from './types.ts'
import { viewOf } from './views.ts'

interface Step extends Progress {
  readonly object: KubeObject
  readonly resourceVersion: string
}

interface ProgressArgs extends RolloutArgs {
  readonly follow?: boolean | null
}

export function rolloutSubscriptions(parts: SchemaParts): FieldMap {
  return {
    rolloutProgress: {
      type: new GraphQLNonNull(progressType(parts)),
      description:
        'How far a rollout is, told whenever that changes; ends when it is done or has failed.',
      args: {
        ...ROLLOUT_ARGS,
        follow: {
          type: GraphQLBoolean,
          defaultValue: false,
          description: 'Go on after the end, with the rollouts that come.',
        },
      },
      subscribe: (_source, args: ProgressArgs, { operation }: Context) =>
        started(operation, async () => ({ events: await stepsOf(parts, operation, args) })),
      resolve: step => step,
    },
  }
}

async function stepsOf(
  parts: SchemaParts,
  operation: Operation,
  args: ProgressArgs,
): Promise<Events<Step>> {
  const root = rolledRoot(parts, args.kind)
  const of = targetOf(root, args)
  // Nobody is told of what is not there who may not look.
  await operation.permit('watch', { ...of, name: '' })
  operation.options.registry.get(of)
  const fieldSelector = `metadata.name=${args.name}`
  const changes = await changeEvents(operation, root, {
    namespace: of.namespace,
    fieldSelector,
    initialState: true,
  })
  let last = ''
  return mapped(
    changes,
    ({ type, object, resourceVersion }): Step | undefined => {
      if (object === undefined) return undefined
      if (type === 'DELETED') throw notFound(of.kind, of.name)
      const progress = progressOf(object)
      const text = JSON.stringify(progress)
      if (text === last) return undefined
      last = text
      return { ...progress, object: viewOf(root, object), resourceVersion }
    },
    ({ done, failed }) => args.follow !== true && (done || failed),
  )
}

function progressType(parts: SchemaParts): GraphQLObjectType {
  const flag = { type: new GraphQLNonNull(GraphQLBoolean) }
  const count = (description: string) => ({ type: new GraphQLNonNull(GraphQLInt), description })
  return new GraphQLObjectType<unknown, Context>({
    name: 'RolloutProgress',
    description: 'How far a rollout is.',
    fields: {
      done: { ...flag, description: 'All Pods are of the newest template and available.' },
      failed: { ...flag, description: 'It will not go on by itself.' },
      message: {
        type: new GraphQLNonNull(GraphQLString),
        description: 'In the words of kubectl rollout status.',
      },
      desired: count('How many Pods there are to be.'),
      updated: count('How many Pods are of the newest template.'),
      ready: count('How many Pods are ready.'),
      available: count('How many Pods are available.'),
      object: { type: new GraphQLNonNull(parts.object) },
      resourceVersion: { type: new GraphQLNonNull(GraphQLString) },
    },
  })
}
