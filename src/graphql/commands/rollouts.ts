// What is done to what is rolled out: restart, undo, pause and resume.
import { GraphQLEnumType, GraphQLInt, GraphQLNonNull, GraphQLString } from 'graphql'
import { daemonSet, deployment, statefulSet } from '../../kinds/index.ts'
import type { KubeObject } from '../../meta/object.ts'
import { badRequest } from '../../meta/status.ts'
import { formatTime } from '../../meta/time.ts'
import type { Root } from '../names.ts'
import type { Context, Operation } from '../operation.ts'
import type { SchemaParts } from '../parts.ts'
import { NAMESPACE } from '../queries.ts'
import type { FieldConfig, FieldMap } from '../types.ts'
import { COMMAND_ARGS, type CommandArgs, commandField, patched } from './parts.ts'
import { undone } from './undo.ts'

const ROLLED = [daemonSet, deployment, statefulSet]

/** The kinds whose Pods are put in the place of others one after the other. */
export const ROLLOUT_KIND = new GraphQLEnumType({
  name: 'RolloutKind',
  description: 'What is rolled out.',
  values: Object.fromEntries(ROLLED.map(({ kind }) => [kind, {}])),
})

/** The root of a RolloutKind. @throws StatusError 400 */
export function rolledRoot(parts: SchemaParts, kind: string): Root {
  const row = ROLLED.find(each => each.kind === kind)
  const root = row === undefined ? undefined : parts.storageRootOf(row)
  if (root === undefined) throw badRequest(`${kind} is nothing that is rolled out`)
  return root
}

export interface RolloutArgs extends CommandArgs {
  readonly kind: string
}

/** The arguments that name what is rolled out. */
export const ROLLOUT_ARGS = {
  kind: { type: new GraphQLNonNull(ROLLOUT_KIND) },
  namespace: NAMESPACE,
  name: { type: new GraphQLNonNull(GraphQLString) },
}

export function rolloutCommands(parts: SchemaParts): FieldMap {
  const field = (
    description: string,
    args: object,
    run: (operation: Operation, root: Root, args: RolloutArgs) => Promise<KubeObject>,
  ): FieldConfig => ({
    type: parts.object,
    description,
    args: { ...ROLLOUT_ARGS, ...args, ...COMMAND_ARGS },
    resolve: async (_source, given: RolloutArgs, { operation }: Context) =>
      run(operation, rolledRoot(parts, given.kind), given),
  })
  return {
    rolloutRestart: field(
      'Puts new Pods in the place of all Pods, one after the other.',
      {},
      (operation, root, args) => {
        const restartedAt = formatTime(operation.options.clock.nowMs())
        const annotations = { 'kubectl.kubernetes.io/restartedAt': restartedAt }
        return patched(operation, root, args, { spec: { template: { metadata: { annotations } } } })
      },
    ),
    rolloutUndo: field(
      'Goes back to an earlier template.',
      { toRevision: { type: GraphQLInt, description: 'The one before this when left out.' } },
      (operation, root, args) => undone(operation, root, args),
    ),
    ...pauseCommands(parts),
  }
}

/** Only Deployments can be halted. */
function pauseCommands(parts: SchemaParts): FieldMap {
  const root = parts.storageRootOf(deployment)
  if (root === undefined) return {}
  const field = (description: string, paused: true | null) =>
    commandField(parts, root, description, {}, (operation, args) =>
      patched(operation, root, args, { spec: { paused } }),
    )
  return {
    rolloutPause: field('Halts the rollout of a Deployment.', true),
    rolloutResume: field('Lets the rollout of a Deployment go on.', null),
  }
}
