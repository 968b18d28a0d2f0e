import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseFieldSelector } from '../../src/meta/fields.ts'

const good: Record<string, unknown[]> = {
  '': [],
  'metadata.name=a': [{ path: 'metadata.name', op: '=', value: 'a' }],
  'a==b,c!=d': [
    { path: 'a', op: '=', value: 'b' },
    { path: 'c', op: '!=', value: 'd' },
  ],
  'a=x\\,y': [{ path: 'a', op: '=', value: 'x,y' }],
  'a=': [{ path: 'a', op: '=', value: '' }],
}

describe('a field selector', () => {
  for (const [text, terms] of Object.entries(good))
    test(`"${text}" has ${terms.length} terms`, () =>
      assert.deepEqual(parseFieldSelector(text), terms))
  test('without an operator is refused', () => assert.throws(() => parseFieldSelector('spec')))
})
