import { isObject } from '../meta/object.ts'
import { badRequest } from '../meta/status.ts'

/** Where a list goes on: at a revision, from a key. A revision of -1 goes on with what is newest. */
export interface Continue {
  readonly revision: number
  readonly start: string
}

/** The token that a client sends back; its form is the real server's, base64url of JSON. */
export function encodeContinue(at: Continue): string {
  const json = JSON.stringify({ v: 'meta.k8s.io/v1', rv: at.revision, start: `${at.start}\u0000` })
  return Buffer.from(json).toString('base64url')
}

export function decodeContinue(token: string): Continue {
  const json = parsed(token)
  if (json.v !== 'meta.k8s.io/v1') throw bad('unrecognized continue token version')
  const { rv, start } = json
  if (typeof rv !== 'number' || rv === 0)
    throw bad('incorrect encoded start resourceVersion (version meta.k8s.io/v1)')
  if (typeof start !== 'string' || start === '')
    throw bad('encoded start key empty (version meta.k8s.io/v1)')
  return { revision: rv, start: start.endsWith("\u0000") ? start.slice(0, -1) : start }
}

function parsed(token: string): Record<string, unknown> {
  if (!/^[A-Za-z0-9_-]*$/.test(token))
    throw bad(`illegal base64 data at input byte ${Math.max(0, token.search(/[^A-Za-z0-9_-]/))}`)
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
    if (isObject(value)) return value
  } catch {
    // what is no JSON is refused below
  }
  throw bad('invalid character')
}

const bad = (why: string): Error =>
  badRequest(`invalid continue token: continue key is not valid: ${why}`)
