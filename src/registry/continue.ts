import { isObject } from '../meta/object.ts'
import { badRequest } from '../meta/status.ts'
import { parseJson } from '../schema/json.ts'

/** Where a list goes on: at a revision, from a key. A revision of -1 goes on with what is newest. */
export interface Continue {
  readonly revision: number
  /** The list goes on with the first key that is not before this one. */
  readonly start: string
}

/** The token that a client sends back; its form is the real server's, base64url of JSON. */
export function encodeContinue(at: Continue): string {
  const json = JSON.stringify({ v: 'meta.k8s.io/v1', rv: at.revision, start: at.start })
  return Buffer.from(json).toString('base64url')
}

export function decodeContinue(token: string): Continue {
  const json = parsed(token)
  if (json.v !== 'meta.k8s.io/v1')
    throw bad(`server does not recognize this encoded version ${String(json.v ?? '')}`)
  const { rv, start } = json
  if (typeof rv !== 'number' || rv === 0)
    throw bad('incorrect encoded start resourceVersion (version meta.k8s.io/v1)')
  if (typeof start !== 'string' || start === '')
    throw bad('encoded start key empty (version meta.k8s.io/v1)')
  if (start.split('/').includes('..')) throw bad(start)
  return { revision: rv, start }
}

function parsed(token: string): Readonly<Record<string, unknown>> {
  const odd = token.search(/[^A-Za-z0-9_-]/)
  if (odd >= 0) throw bad(`illegal base64 data at input byte ${odd}`)
  const value = jsonOf(Buffer.from(token, 'base64url').toString('utf8'))
  if (!isObject(value)) throw bad(unfit(value, 'value', 'handlers.continueToken'))
  if (value.v !== undefined && typeof value.v !== 'string')
    throw bad(unfit(value.v, 'struct field continueToken.v', 'string'))
  if (value.rv !== undefined && !Number.isInteger(value.rv))
    throw bad(unfit(value.rv, 'struct field continueToken.rv', 'int64'))
  if (value.start !== undefined && typeof value.start !== 'string')
    throw bad(unfit(value.start, 'struct field continueToken.start', 'string'))
  return value
}

function jsonOf(text: string): unknown {
  try {
    return parseJson(text).value
  } catch (error) {
    throw error instanceof SyntaxError ? bad(error.message) : error
  }
}

const unfit = (value: unknown, into: string, type: string): string =>
  `json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go ${into} of type ${type}`

const bad = (why: string): Error =>
  badRequest(`invalid continue token: continue key is not valid: ${why}`)
