// A failure is a Status, made here and nowhere else; REST and GraphQL only translate it.
// Codes, reasons and wording follow apimachinery `pkg/api/errors/errors.go`.
import type { Cause } from './field-errors.ts'
import { qualifiedKind, qualifiedName } from './kind.ts'

export interface StatusCause {
  readonly reason?: string
  readonly message?: string
  readonly field?: string
}

export interface StatusDetails {
  readonly name?: string
  readonly group?: string
  readonly kind?: string
  readonly uid?: string
  readonly causes?: readonly StatusCause[]
  readonly retryAfterSeconds?: number
}

/** metav1.Status as clients receive it. */
export interface Status {
  readonly kind: 'Status'
  readonly apiVersion: 'v1'
  readonly metadata: { readonly continue?: string }
  readonly status: 'Success' | 'Failure'
  readonly message?: string
  readonly reason?: string
  readonly details?: StatusDetails
  readonly code: number
}

/** The only kind of error that reaches a client in its own words. */
export class StatusError extends Error {
  readonly status: Status

  constructor(
    code: number,
    reason: string,
    message: string,
    details?: StatusDetails,
    continueToken?: string,
  ) {
    super(message)
    this.name = 'StatusError'
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: continueToken === undefined ? {} : { continue: continueToken },
      status: 'Failure',
      message,
      ...(reason === '' ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code,
    }
  }

  get code(): number {
    return this.status.code
  }

  get reason(): string {
    return this.status.reason ?? ''
  }
}

/** What an error is about: a resource in the plural, with its group. */
export interface ResourceName {
  readonly group: string
  readonly plural: string
}

export interface KindName {
  readonly group: string
  readonly kind: string
}

const about = (of: ResourceName, name: string): StatusDetails => ({
  ...(name === '' ? {} : { name }),
  ...(of.group === '' ? {} : { group: of.group }),
  kind: of.plural,
})

export const notFound = (of: ResourceName, name: string): StatusError =>
  new StatusError(404, 'NotFound', `${qualifiedName(of)} "${name}" not found`, about(of, name))

export const alreadyExists = (of: ResourceName, name: string): StatusError =>
  new StatusError(
    409,
    'AlreadyExists',
    `${qualifiedName(of)} "${name}" already exists`,
    about(of, name),
  )

/** A name was generated and taken eight times over. */
export const generateNameExhausted = (of: ResourceName, name: string): StatusError =>
  new StatusError(
    409,
    'AlreadyExists',
    `${qualifiedName(of)} "${name}" already exists, the server was not able to generate a unique name for the object`,
    { ...about(of, name), retryAfterSeconds: 1 },
  )

export const conflict = (of: ResourceName, name: string, why: string): StatusError =>
  new StatusError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualifiedName(of)} "${name}": ${why}`,
    about(of, name),
  )

export const MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again'

export const modified = (of: ResourceName, name: string): StatusError =>
  conflict(of, name, MODIFIED)

export const badRequest = (message: string): StatusError =>
  new StatusError(400, 'BadRequest', message)

export const forbiddenStatus = (
  of: ResourceName,
  name: string,
  why: string,
  causes?: readonly StatusCause[],
): StatusError =>
  new StatusError(
    403,
    'Forbidden',
    name === ''
      ? `${qualifiedName(of)} is forbidden: ${why}`
      : `${qualifiedName(of)} "${name}" is forbidden: ${why}`,
    { ...about(of, name), ...(causes === undefined ? {} : { causes }) },
  )

/** 422 with a cause for each field; several errors stand in brackets, doubled ones are told once in the message. */
export function invalidObject(of: KindName, name: string, causes: readonly Cause[]): StatusError {
  const texts = [
    ...new Set(
      causes.map(cause =>
        cause.field === '' ? cause.message : `${cause.field}: ${cause.message}`,
      ),
    ),
  ]
  const list = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`
  return new StatusError(
    422,
    'Invalid',
    `${qualifiedKind(of)} "${name}" is invalid${list === '' ? '' : `: ${list}`}`,
    {
      ...(name === '' ? {} : { name }),
      ...(of.group === '' ? {} : { group: of.group }),
      kind: of.kind,
      ...(causes.length === 0 ? {} : { causes }),
    },
  )
}

export const methodNotAllowed = (): StatusError =>
  new StatusError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  )

/** What the router answers to a path that is not served within a known group. */
export const noSuchResource = (): StatusError =>
  new StatusError(404, 'NotFound', 'the server could not find the requested resource', {})

export const expired = (message: string, continueToken?: string): StatusError =>
  new StatusError(410, 'Expired', message, undefined, continueToken)

export const tooOldResourceVersion = (asked: number, oldest: number): StatusError =>
  expired(`too old resource version: ${asked} (${oldest})`)

export const unsupportedMediaType = (message: string, details?: StatusDetails): StatusError =>
  new StatusError(415, 'UnsupportedMediaType', message, details)

export const notAcceptable = (message: string, details?: StatusDetails): StatusError =>
  new StatusError(406, 'NotAcceptable', message, details)

export const tooLarge = (message: string): StatusError =>
  new StatusError(413, 'RequestEntityTooLarge', message)

export const unauthorized = (): StatusError => new StatusError(401, 'Unauthorized', 'Unauthorized')

export const tooManyRequests = (
  message: string,
  retryAfterSeconds: number,
  causes?: readonly StatusCause[],
): StatusError =>
  new StatusError(429, 'TooManyRequests', message, {
    ...(causes === undefined ? {} : { causes }),
    ...(retryAfterSeconds > 0 ? { retryAfterSeconds } : {}),
  })

/** A bug of ours, or what Go reports as one. */
export const internalError = (message: string): StatusError =>
  new StatusError(500, 'InternalError', `Internal error occurred: ${message}`, {
    causes: [{ message }],
  })

/** What reaches a client of the real server as a plain Go error: 500 without a reason. */
export const plainError = (message: string): StatusError => new StatusError(500, '', message)

export const timeout = (
  message: string,
  retryAfterSeconds: number,
  causes?: readonly StatusCause[],
): StatusError =>
  new StatusError(504, 'Timeout', `Timeout: ${message}`, {
    ...(causes === undefined ? {} : { causes }),
    retryAfterSeconds,
  })

/** A read asked for a revision that is not there yet. */
export const resourceVersionTooLarge = (asked: number, current: number): StatusError =>
  timeout(`Too large resource version: ${asked}, current: ${current}`, 1, [
    { reason: 'ResourceVersionTooLarge', message: 'Too large resource version' },
  ])

/** Whether an error is a Status of this reason. */
export const isStatus = (error: unknown, reason: string): error is StatusError =>
  error instanceof StatusError && error.reason === reason
