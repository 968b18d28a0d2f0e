import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KubeObject, OwnerReference } from '../../src/meta/object.ts'
import type { RequestContext } from '../../src/registry/context.ts'
import { withoutDuplicateOwners } from '../../src/registry/owners.ts'

const owner = (uid: string, name = 'a'): OwnerReference => ({
  apiVersion: 'v1',
  kind: 'Pod',
  name,
  uid,
})

function kept(owners: readonly OwnerReference[]) {
  const warnings: string[] = []
  const context = { warn: (text: string) => warnings.push(text) } as unknown as RequestContext
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ownerReferences: [...owners] },
  } as KubeObject
  const { metadata } = withoutDuplicateOwners(object, context, false)
  return { owners: metadata.ownerReferences, warnings }
}

test('an owner that stands twice is kept once, whatever the order of its members', () => {
  const { apiVersion, kind, name, uid } = owner('1')
  const { owners, warnings } = kept([owner('1'), owner('2'), { uid, name, kind, apiVersion }])
  assert.deepEqual(owners, [owner('1'), owner('2')])
  assert.match(warnings.join(), /duplicate UID\(s\) observed: 1$/)
})

test('owners that differ in a flag or a name are not the same', () => {
  const owners = [owner('1'), { ...owner('1'), controller: true }, owner('1', 'b')]
  assert.deepEqual(kept(owners), { owners, warnings: [] })
})

test('a hundred thousand owners are told apart', () => {
  const owners = Array.from({ length: 100_000 }, (_, n) => owner('1', String(n)))
  assert.equal(kept(owners).owners?.length, 100_000)
})
