// Errors as clients of GraphQL get them: what the registry refuses carries its Status in `extensions.status`.
import { GraphQLError } from 'graphql'
import { internalError, type Status, StatusError } from '../meta/status.ts'

/** Tells of errors that are bugs of ours. */
export type LogError = (error: unknown) => void

/** The error with its Status. What is neither a Status nor a fault of the query is logged, and told as InternalError. */
export function presented(error: unknown, logError: LogError): GraphQLError {
  const cause = causeOf(error)
  if (cause instanceof StatusError) return withStatus(error, cause.status)
  if (error instanceof GraphQLError && (cause === error || isOfTheQuery(cause))) return error
  if (isOfTheQuery(cause)) return new GraphQLError(messageOf(cause))
  logError(cause)
  return withStatus(error, internalError(messageOf(cause)).status)
}

/** An error that was wrapped on its way, perhaps more than once. */
function causeOf(error: unknown): unknown {
  let cause = error
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError
  return cause
}

/** Faults of a query that the packages around us tell: they have a code of HTTP below 500, or are GraphQL's own. */
function isOfTheQuery(cause: unknown): boolean {
  if (cause instanceof GraphQLError) return true
  const { statusCode } = cause as { statusCode?: unknown }
  return typeof statusCode === 'number' && statusCode < 500
}

function withStatus(error: unknown, status: Status): GraphQLError {
  const at = error instanceof GraphQLError ? error : undefined
  const told = new GraphQLError(status.message ?? '', {
    nodes: at?.nodes ?? null,
    path: at?.path ?? null,
    extensions: { code: status.reason ?? 'InternalError', status },
  })
  // Errors of compiled queries know their place, but not the nodes that tell it.
  return at?.nodes === undefined ? Object.assign(told, { locations: at?.locations }) : told
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)

/** Errors of an answer, flattened: a query that does not fit the schema has several in one. */
export function presentedAll(errors: readonly unknown[], logError: LogError): GraphQLError[] {
  return errors.flatMap(error => {
    const { errors: inner } = causeOf(error) as { errors?: unknown }
    if (Array.isArray(inner)) return presentedAll(inner, logError)
    return [presented(error, logError)]
  })
}

/** The code of HTTP for an answer without data. */
export function codeOf(
  errors: readonly unknown[],
  presentedErrors: readonly GraphQLError[],
): number {
  const [first] = errors
  const { statusCode } = causeOf(first) as { statusCode?: unknown }
  if (typeof statusCode === 'number') return statusCode
  return presentedErrors.some(error => error.extensions.code === 'QueryTooCostly') ? 400 : 200
}
