// What the rules of a kind of the table say of an object, or of a change of one.
import assert from 'node:assert/strict'
import { builtinKinds } from '../../src/kinds/index.ts'
import type { Cause } from '../../src/meta/field-errors.ts'
import type { Kind, Rules } from '../../src/meta/kind.ts'
import type { KubeObject } from '../../src/meta/object.ts'

export type Members = Readonly<Record<string, unknown>>

export const kindOf = (name: string): Kind => {
  const kind = builtinKinds.find(each => each.kind === name)
  assert.ok(kind, name)
  return kind
}

export function objectOf(kind: Kind, { metadata, ...members }: Members): KubeObject {
  const given = {
    apiVersion: 'v1',
    kind: kind.kind,
    metadata: {
      name: 'x',
      uid: 'u',
      ...(kind.namespaced ? { namespace: 'n' } : {}),
      ...(metadata as object),
    },
    ...members,
  } as KubeObject
  return kind.rules?.defaults?.(given) ?? given
}

const texts = (causes: readonly Cause[] = []): string[] =>
  causes.map(({ field, message }) => `${field}: ${message}`)

/** What is told of a new object. */
export function refusals(name: string, members: Members): string[] {
  const kind = kindOf(name)
  return texts(kind.rules?.validate?.(objectOf(kind, members)))
}

/** What is told of a change, through a subresource if one is named. */
export function changeRefusals(
  name: string,
  before: Members,
  after: Members,
  subresource?: string,
): string[] {
  const kind = kindOf(name)
  const rules: Rules | undefined =
    subresource === undefined
      ? kind.rules
      : kind.subresources?.find(each => each.name === subresource)?.rules
  const [old, next] = [objectOf(kind, before), objectOf(kind, after)]
  const context = { nowMs: 0, user: { name: 'u', groups: [] } }
  const prepared = rules?.prepareForUpdate?.(next, old, context) ?? next
  return texts(rules?.validateUpdate?.(prepared, old, context))
}

export function warningsOf(name: string, members: Members): string[] {
  const kind = kindOf(name)
  return kind.rules?.warningsOnCreate?.(objectOf(kind, members)) ?? []
}
