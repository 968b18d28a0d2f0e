import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  isHeld,
  NAME_LABEL,
  namespaceDeletion,
  namespaceFinalizeRules,
  namespaceRules,
  terminating,
} from '../../../src/kinds/namespace/rules.ts'
import type { Namespace } from '../../../src/schema/generated/core-v1.ts'

const CONTEXT = { nowMs: 0, user: { name: 'x', groups: [] } }
const asked = (name: string, more: object = {}): Namespace =>
  ({ kind: 'Namespace', apiVersion: 'v1', metadata: { name }, ...more }) as Namespace

const made = (name: string): Namespace => {
  const draft = asked(name)
  return namespaceRules.prepareForCreate?.(draft, CONTEXT) ?? draft
}

describe('a Namespace', () => {
  test('carries its name as a label, a finalizer and a phase', () => {
    const { metadata, spec, status } = made('a')
    assert.equal(metadata.labels?.[NAME_LABEL], 'a')
    assert.deepEqual(spec?.finalizers, ['kubernetes'])
    assert.equal(status?.phase, 'Active')
  })

  test('keeps its finalizers from updates, and loses them by finalize', () => {
    const old = made('a')
    const next = { ...old, spec: { finalizers: [] } }
    const updated = namespaceRules.prepareForUpdate?.(next, old, CONTEXT) ?? next
    assert.equal(isHeld(updated), true)
    const finalized = namespaceFinalizeRules.prepareForUpdate?.(next, old, CONTEXT) ?? next
    assert.equal(isHeld(finalized), false)
  })

  test('that ends says so', () => assert.equal(terminating(made('a')).status?.phase, 'Terminating'))

  for (const name of ['default', 'kube-system', 'kube-public'])
    test(`${name} may not be deleted`, () =>
      assert.throws(() => namespaceDeletion.check?.(asked(name)), /may not be deleted/))
  test('of anyone may be deleted', () =>
    assert.doesNotThrow(() => namespaceDeletion.check?.(asked('mine'))))
})
