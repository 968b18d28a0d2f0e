import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode } from '../../src/schema/decode.ts'
import { builtinTypes } from '../../src/schema/table.ts'

const types = builtinTypes()
const read = (type: string, spec: object) => decode(types, type, spec).value

test('a list that is always shown is null when it is empty', () => {
  assert.deepEqual(read('core/v1.LimitRangeSpec', { limits: [] }), { limits: null })
  assert.deepEqual(read('core/v1.LimitRangeSpec', {}), { limits: null })
})

test('bytes that are null in a map are none', () => {
  const { data } = read('core/v1.Secret', { data: { n: null, k: '' } }) as { data: unknown }
  assert.deepEqual(data, { n: '', k: '' })
})
