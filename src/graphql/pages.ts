// Pages of lists. A cursor is a token of the registry's own lists, so it says at which revision the list
// goes on and behind which name; a list in another order has tokens of the same form with a place in them.

import { resourceOf } from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import { ready } from '../meta/ready.ts'
import { badRequest } from '../meta/status.ts'
import { decodeContinue, encodeContinue } from '../registry/continue.ts'
import type { Selects } from '../registry/options.ts'
import type { Target } from '../registry/target.ts'
import type { Page } from './connections.ts'
import { snapshotAt } from './moments.ts'
import type { Root } from './names.ts'
import type { Operation } from './operation.ts'
import { type Order, orderedBy } from './order.ts'
import type { SelectorArgs } from './selects.ts'

export interface ListArgs extends SelectorArgs {
  readonly namespace?: string | null
  readonly first?: number | null
  readonly after?: string | null
  readonly orderBy?: Order | null
}

/** @throws StatusError 400, 410 */
export async function pageOf(operation: Operation, root: Root, args: ListArgs): Promise<Page> {
  const namespace = root.kind.namespaced ? (args.namespace ?? '') : ''
  if (typeof args.first === 'number' && args.first < 1) throw badRequest('first must be at least 1')
  const of = { ...root, namespace, name: '' }
  const selects = operation.selects(root, args)
  await operation.permit('list', of)
  return args.orderBy
    ? ready(() => orderedPage(operation, of, selects, args, args.orderBy as Order))
    : plainPage(operation, of, selects, args)
}

async function plainPage(
  operation: Operation,
  of: Target,
  selects: Selects | undefined,
  { first, after }: ListArgs,
): Promise<Page> {
  const { registry } = operation.options
  const result = await registry.list(
    of,
    {
      ...(selects === undefined ? {} : { selects }),
      ...(typeof first === 'number' ? { limit: first } : {}),
      // All lists of an operation are of one moment, unless they go on with an earlier one.
      ...(after
        ? { continue: after }
        : {
            resourceVersion: String(operation.snapshot.revision),
            resourceVersionMatch: 'Exact',
          }),
    },
    operation.requestContext(),
  )
  const { items, revision } = result
  return {
    items,
    revision,
    hasNextPage: result.continue !== undefined,
    hasPreviousPage: Boolean(after),
    cursor: item => encodeContinue({ revision, start: `${placeOf(of, item)}\u0000` }),
    total: () => {
      if (!after && result.continue === undefined) return items.length
      const snapshot = registry.store.at(revision)
      const where = of.namespace === '' ? undefined : of.namespace
      if (selects === undefined) return snapshot.count(resourceOf(of.kind), where)
      return snapshot.list(resourceOf(of.kind), where).filter(entry => selects(entry.object)).length
    },
  }
}

/** Where an object stands in a list: tokens of one namespace do not name it. */
function placeOf(of: Target, { metadata }: KubeObject): string {
  const { namespace = '', name = '' } = metadata
  return of.kind.namespaced && of.namespace === '' ? `${namespace}/${name}` : name
}

const ORDERED = '\u0001'

function orderedPage(
  operation: Operation,
  of: Target,
  selects: Selects | undefined,
  { first, after }: ListArgs,
  order: Order,
): Page {
  const from = after ? decodeContinue(after) : undefined
  if (from !== undefined && !from.start.startsWith(ORDERED))
    throw badRequest('after is a cursor of a list in another order')
  const snapshot =
    from === undefined
      ? operation.snapshot
      : snapshotAt(operation.options.registry, String(from.revision))
  const { revision } = snapshot
  const entries = snapshot.list(resourceOf(of.kind), of.namespace === '' ? undefined : of.namespace)
  const objects = entries.map(entry => entry.object)
  const all = orderedBy(of, selects === undefined ? objects : objects.filter(selects), order)
  const last = from?.start.slice(ORDERED.length)
  const start = last === undefined ? 0 : all.findIndex(item => placeOf(of, item) === last) + 1
  const items = all.slice(start, typeof first === 'number' ? start + first : undefined)
  return {
    items,
    revision,
    hasNextPage: start + items.length < all.length,
    hasPreviousPage: start > 0,
    cursor: item => encodeContinue({ revision, start: `${ORDERED}${placeOf(of, item)}` }),
    total: () => all.length,
  }
}
