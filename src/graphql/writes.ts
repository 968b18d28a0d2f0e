import type { Verb } from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import { ready } from '../meta/ready.ts'
import { badRequest } from '../meta/status.ts'
import type { RequestContext } from '../registry/context.ts'
import type { Body, PatchType } from '../registry/options.ts'
import { keyOf, type Target } from '../registry/target.ts'
import type { Operation } from './operation.ts'
import { viewOf } from './views.ts'

/** What writes may be told; each field takes some of it. */
export interface WriteArgs {
  readonly namespace?: string | null
  readonly name?: string | null
  readonly object?: unknown
  readonly dryRun?: boolean | null
  readonly manager?: string | null
  readonly fieldValidation?: RequestContext['fieldValidation'] | null
  readonly subresource?: string | null
  readonly force?: boolean | null
  readonly type?: PatchType | null
  readonly patch?: unknown
}

/** Asks for leave, writes, and shows what came of it. */
export async function written(
  operation: Operation,
  of: Target,
  verb: Verb,
  args: Pick<WriteArgs, 'dryRun' | 'manager' | 'fieldValidation' | 'subresource'>,
  write: (context: RequestContext) => Promise<KubeObject>,
): Promise<KubeObject> {
  const subresource = args.subresource ?? ''
  checkSubresource(of, subresource)
  await operation.permit(verb, of, subresource)
  const context = operation.requestContext({
    subresource,
    dryRun: args.dryRun === true,
    ...(args.manager ? { manager: args.manager } : {}),
    ...(args.fieldValidation ? { fieldValidation: args.fieldValidation } : {}),
  })
  try {
    const object = await write(context)
    return await ready(() => viewOf(of, object))
  } finally {
    operation.renew()
  }
}

/** Server-side apply, which may make what is not there. */
export function applied(
  operation: Operation,
  of: Target,
  args: Pick<WriteArgs, 'dryRun' | 'manager' | 'fieldValidation' | 'subresource' | 'force'>,
  body: Body,
): Promise<KubeObject> {
  const request = { type: 'apply' as const, body, force: args.force === true }
  return written(operation, of, 'patch', args, async context => {
    await permitCreate(operation, of, context)
    return (await operation.options.registry.patch(of, request, context)).object
  })
}

/** Who makes an object by changing what is not there needs the right to make it, as in REST. @throws StatusError 403 */
export async function permitCreate(
  operation: Operation,
  of: Target,
  { subresource }: RequestContext,
): Promise<void> {
  if (operation.options.registry.store.get(keyOf(of)) === undefined)
    await operation.permit('create', of, subresource)
}

/** Only what is the object itself under other rules is written this way. @throws StatusError 400 */
function checkSubresource({ kind }: Target, name: string): void {
  if (name === '') return
  const found = kind.subresources?.find(each => each.name === name)
  if (found?.rules === undefined)
    throw badRequest(`${kind.plural} have no subresource ${name} that could be written here`)
}
