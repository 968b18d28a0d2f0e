import { GraphQLInt, GraphQLNonNull } from 'graphql'
import { ready } from '../../meta/ready.ts'
import type { Root } from '../names.ts'
import type { Context } from '../operation.ts'
import type { SchemaParts } from '../parts.ts'
import { nameArgs, targetOf } from '../queries.ts'
import type { FieldConfig } from '../types.ts'
import { viewOf } from '../views.ts'
import { COMMAND_ARGS, type CommandArgs } from './parts.ts'

export function scaleField(parts: SchemaParts, root: Root): FieldConfig {
  return {
    type: parts.typeOf(root),
    description: `Sets how many Pods a ${root.kind.kind} is to have.`,
    args: {
      ...nameArgs(root),
      replicas: { type: new GraphQLNonNull(GraphQLInt) },
      ...COMMAND_ARGS,
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
      return ready(() => viewOf(of, registry.get(of)))
    },
  }
}
