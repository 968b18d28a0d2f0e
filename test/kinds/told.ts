// How rules are tested as tables: an object as a client would send it, and what is told of it.
import type { Cause } from '../../src/meta/field-errors.ts'
import type { Rules, WriteContext } from '../../src/meta/kind.ts'
import type { KubeObject } from '../../src/meta/object.ts'
import { decode } from '../../src/schema/decode.ts'
import { builtinTypes } from '../../src/schema/table.ts'

const CONTEXT: WriteContext = { nowMs: 0, user: { name: 'x', groups: [] } }
const META = { name: 'x', namespace: 'n', uid: 'u', resourceVersion: '1', generation: 1 }

/** What a client sends. */
export type Members = Readonly<Record<string, unknown>>

/** An object as it stands before its rules are asked: decoded and complete. */
export function sent<T extends KubeObject>(rules: Rules<T>, type: string, json: Members): T {
  const kind = type.slice(type.indexOf('.') + 1)
  const metadata = { ...META, ...(json['metadata'] as object | undefined) }
  const whole = { apiVersion: 'v1', kind, ...json, metadata }
  const read = decode(builtinTypes(), type, whole).value as unknown as T
  return rules.defaults?.(read) ?? read
}

/** What is told of a new object. */
export function toldOfNew<T extends KubeObject>(
  rules: Rules<T>,
  type: string,
  json: Members,
): string[] {
  const draft = sent(rules, type, json)
  return texts(rules.validate?.(rules.prepareForCreate?.(draft, CONTEXT) ?? draft))
}

/** What is told of a change; the old object is taken as it is. */
export function toldOfChange<T extends KubeObject>(
  rules: Pick<Rules<T>, 'prepareForUpdate' | 'validateUpdate'>,
  next: T,
  old: T,
): string[] {
  const prepared = rules.prepareForUpdate?.(next, old, CONTEXT) ?? next
  return texts(rules.validateUpdate?.(prepared, old, CONTEXT))
}

const texts = (causes: readonly Cause[] = []): string[] =>
  causes.map(({ field, message }) => `${field}: ${message}`)
