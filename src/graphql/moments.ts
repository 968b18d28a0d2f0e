// A query of the past: `query @at(resourceVersion: "123") { … }` is answered as the world was then, all of it.
import {
  DirectiveLocation,
  type DocumentNode,
  GraphQLDirective,
  GraphQLNonNull,
  GraphQLString,
  getDirectiveValues,
  Kind,
  type OperationDefinitionNode,
} from 'graphql'
import { badRequest, expired, resourceVersionTooLarge } from '../meta/status.ts'
import type { Registry } from '../registry/registry.ts'
import type { Snapshot } from './snapshot.ts'

export const AT = new GraphQLDirective({
  name: 'at',
  description: 'Answers a query as the world was at a revision, as far as the log reaches back.',
  locations: [DirectiveLocation.QUERY],
  args: {
    resourceVersion: {
      type: new GraphQLNonNull(GraphQLString),
      description: 'Of a list, an object or a change.',
    },
  },
})

type Variables = Readonly<Record<string, unknown>> | null | undefined

/** The revision that the operation of a document asks for. @throws StatusError 400 when it is not known which is meant */
export function momentOf(
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Variables,
): string | undefined {
  const operations = document.definitions.filter(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === Kind.OPERATION_DEFINITION,
  )
  const asking = operations.filter(({ directives = [] }) =>
    directives.some(directive => directive.name.value === AT.name),
  )
  if (asking.length === 0) return undefined
  if (operations.length > 1 && !operationName)
    throw badRequest('a query of the past stands alone, or is sent with its operationName')
  const meant = asking.find(({ name }) => operations.length === 1 || name?.value === operationName)
  if (meant === undefined) return undefined
  return getDirectiveValues(AT, meant, variables ?? {})?.resourceVersion as string | undefined
}

/** The world at a revision. @throws StatusError 400, 410, 504 */
export function snapshotAt({ store }: Registry, resourceVersion: string): Snapshot {
  if (!/^\d+$/.test(resourceVersion))
    throw badRequest(`${resourceVersion} is no resourceVersion: give that of a list or an object`)
  const revision = Number(resourceVersion)
  if (revision > store.revision) throw resourceVersionTooLarge(revision, store.revision)
  if (revision < store.oldestRevision)
    throw expired(
      `The resourceVersion ${revision} is too old: the log reaches back to ${store.oldestRevision}.`,
    )
  return store.at(revision)
}
