import { badRequest } from '../../meta/status.ts'

/**
 * Refuses a body that says it is something else than what a subresource takes; one that says nothing passes.
 * `go` is the name of the type that was expected, as Go's errors have it.
 */
export function checkBodyKind(
  body: { readonly apiVersion?: string; readonly kind?: string },
  kind: string,
  go: string,
): void {
  const said = body.kind ?? ''
  if (said === '' || said === kind) return
  const version = (body.apiVersion ?? '').split('/').at(-1) ?? ''
  throw badRequest(
    `${said} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: converting (${version}.${said}) to (${go}): unknown conversion`,
  )
}
