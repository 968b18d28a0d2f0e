// What the rules of a kind of the table say of an object, or of a change of one, by the kind's name.
import assert from 'node:assert/strict'
import { builtinKinds } from '../../src/kinds/index.ts'
import type { Kind, Rules } from '../../src/meta/kind.ts'
import type { KubeObject } from '../../src/meta/object.ts'

export type { Members } from './told.ts'

import { type Members, sent, toldOfChange, toldOfNew } from './told.ts'

export const kindOf = (name: string): Kind => {
  const kind = builtinKinds.find(each => each.kind === name)
  assert.ok(kind, name)
  return kind
}

const rulesOf = ({ rules }: Kind): Rules => rules ?? {}
const typeOf = ({ versions }: Kind): string => versions[0]?.type ?? ''

/** What a client sends of a kind: with a namespace where it has one. */
const placed = ({ namespaced }: Kind, members: Members): Members => {
  const namespace = namespaced ? 'n' : ''
  return { ...members, metadata: { namespace, ...(members['metadata'] as object | undefined) } }
}

export const objectOf = (kind: Kind, members: Members): KubeObject =>
  sent(rulesOf(kind), typeOf(kind), placed(kind, members))

/** What is told of a new object. */
export function refusals(name: string, members: Members): string[] {
  const kind = kindOf(name)
  return toldOfNew(rulesOf(kind), typeOf(kind), placed(kind, members))
}

/** What is told of a change, through a subresource if one is named. */
export function changeRefusals(
  name: string,
  before: Members,
  after: Members,
  subresource?: string,
): string[] {
  const kind = kindOf(name)
  const view = kind.subresources?.find(each => each.name === subresource)
  const rules = (subresource === undefined ? kind.rules : view?.rules) ?? {}
  return toldOfChange(rules, objectOf(kind, after), objectOf(kind, before))
}

export function warningsOf(name: string, members: Members): string[] {
  const kind = kindOf(name)
  return kind.rules?.warningsOnCreate?.(objectOf(kind, members)) ?? []
}
