// JSON Web Tokens as far as service accounts need them: RS256, compact.
import { sign, verify } from 'node:crypto'
import { isObject, type JsonObject } from '../meta/object.ts'
import type { SigningKey } from './signing-key.ts'

export function signedToken(key: SigningKey, claims: JsonObject): string {
  const head = encoded({ alg: 'RS256', kid: key.id })
  const body = encoded(claims)
  const signature = sign('sha256', Buffer.from(`${head}.${body}`), key.privateKey)
  return `${head}.${body}.${signature.toString('base64url')}`
}

/** The claims of a token that this key has signed; undefined for all others. */
export function verifiedClaims(key: SigningKey, token: string): JsonObject | undefined {
  const [head = '', body = '', signature = '', ...more] = token.split('.')
  if (signature === '' || more.length > 0) return undefined
  const header = decoded(head)
  if (header?.alg !== 'RS256') return undefined
  const bytes = Buffer.from(signature, 'base64url')
  return verify('sha256', Buffer.from(`${head}.${body}`), key.publicKey, bytes)
    ? decoded(body)
    : undefined
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function decoded(part: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
