import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { validateObjectMeta, validateObjectMetaUpdate } from '../../src/meta/object-meta.ts'

const fields = (causes: readonly { field: string }[]): string[] => causes.map(({ field }) => field)
const options = { namespaced: true }
const good = { name: 'a', namespace: 'n' }

const wrong: Record<string, { meta: object; field: string }> = {
  'no name': { meta: { namespace: 'n' }, field: 'metadata.name' },
  'a name in capitals': { meta: { ...good, name: 'A' }, field: 'metadata.name' },
  'a label with a bad value': { meta: { ...good, labels: { a: '-' } }, field: 'metadata.labels' },
  'an annotation with a bad key': {
    meta: { ...good, annotations: { '-': '' } },
    field: 'metadata.annotations',
  },
  'too much in annotations': {
    meta: { ...good, annotations: { a: 'x'.repeat(300_000) } },
    field: 'metadata.annotations',
  },
}

describe('metadata', () => {
  test('with a name and a namespace is fine', () =>
    assert.deepEqual(validateObjectMeta(good, options), []))
  for (const [what, { meta, field }] of Object.entries(wrong))
    test(`with ${what} is refused at ${field}`, () => {
      const causes = validateObjectMeta(meta, options)
      assert.ok(causes.length > 0)
      assert.equal(causes[0]?.field, field)
    })
  test('of one owner only may have it as the controller', () => {
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'o', controller: true }
    const ownerReferences = [
      { ...owner, uid: '1' },
      { ...owner, uid: '2' },
    ]
    const causes = validateObjectMeta({ ...good, ownerReferences }, options)
    assert.deepEqual(fields(causes), ['metadata.ownerReferences'])
  })
  test('keeps its name, uid and time of creation', () => {
    const old = { ...good, uid: 'u', creationTimestamp: '2026-01-01T00:00:00Z' }
    const causes = validateObjectMetaUpdate({ ...old, name: 'b', uid: 'v' }, old)
    assert.deepEqual([...new Set(fields(causes))].sort(), ['metadata.name', 'metadata.uid'])
  })
})
