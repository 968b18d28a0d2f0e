import type { GraphQLFieldConfigArgumentMap } from 'graphql'
import type { KubeObject } from '../../meta/object.ts'
import { notFound } from '../../meta/status.ts'
import type { RequestContext } from '../../registry/context.ts'
import type { PatchType } from '../../registry/options.ts'
import { DRY_RUN, MANAGER } from '../mutation-args.ts'
import type { Root } from '../names.ts'
import type { Context, Operation } from '../operation.ts'
import type { SchemaParts } from '../parts.ts'
import { type NameArgs, nameArgs, targetOf } from '../queries.ts'
import type { FieldConfig } from '../types.ts'
import { written } from '../writes.ts'

/** What every command takes beside what it is for. */
export interface CommandArgs extends NameArgs {
  readonly dryRun?: boolean | null
  readonly manager?: string | null
}

/** Those arguments as the schema has them. */
export const COMMAND_ARGS = { dryRun: DRY_RUN, manager: MANAGER }

/** A command for objects of one kind, which answers with the object as it is then. */
export function commandField<T extends CommandArgs>(
  parts: SchemaParts,
  root: Root,
  description: string,
  args: GraphQLFieldConfigArgumentMap,
  run: (operation: Operation, args: T) => Promise<KubeObject>,
): FieldConfig {
  return {
    type: parts.typeOf(root),
    description,
    args: { ...nameArgs(root), ...args, ...COMMAND_ARGS },
    resolve: (_source, given: T, { operation }: Context) => run(operation, given),
  }
}

/** Changes an object by a patch, as kubectl does. */
export function patched(
  operation: Operation,
  root: Root,
  args: CommandArgs,
  patch: unknown,
  type: PatchType = 'strategic',
): Promise<KubeObject> {
  const of = targetOf(root, args)
  const request = { type, body: { value: patch, text: JSON.stringify(patch) } }
  const { registry } = operation.options
  return written(
    operation,
    of,
    'patch',
    args,
    async context => (await registry.patch(of, request, context)).object,
  )
}

/** Changes an object by looking at it first; nothing that comes between is lost. @throws StatusError 404 */
export function modified(
  operation: Operation,
  root: Root,
  args: CommandArgs,
  change: (live: KubeObject) => KubeObject,
): Promise<KubeObject> {
  const of = targetOf(root, args)
  const write = async (context: RequestContext): Promise<KubeObject> => {
    const done = await operation.options.registry.modify(of, change, context)
    if (done === undefined) throw notFound(of.kind, of.name)
    return done
  }
  return written(operation, of, 'patch', args, write)
}
