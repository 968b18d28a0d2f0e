/** What is asked, as authorizers see a request. */
export interface Attributes {
  readonly verb: string
  readonly path: string
  /** False for paths outside of `/api/VERSION` and `/apis/GROUP/VERSION`: then only verb and path count. */
  readonly isResourceRequest: boolean
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  /** The value that the field selector of a list demands of a path; nothing is selected when left out. */
  fieldDemanded?(path: string): string | undefined
}

/** What an authorizer says: it allows, or has no opinion, which refuses; and perhaps why. */
export interface Decision {
  readonly allowed: boolean
  readonly reason: string
}

/** Whether a user may; the same answer for requests, reviews and admission. */
export interface Authorizer {
  decide(user: { name: string; groups: readonly string[] }, attributes: Attributes): Decision
}

const NOTHING: Attributes = {
  verb: '',
  path: '',
  isResourceRequest: true,
  group: '',
  version: '',
  resource: '',
  subresource: '',
  namespace: '',
  name: '',
}

/** Attributes of a question about a resource. */
export const resourceAttributes = (asked: Partial<Attributes>): Attributes => ({
  ...NOTHING,
  ...asked,
})
