import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode } from '../../src/schema/decode.ts'
import { parseJson } from '../../src/schema/json.ts'
import { builtinTypes } from '../../src/schema/table.ts'

test('values of a key that stands a hundred thousand times are joined at once', () => {
  const keys = Array.from({ length: 100_000 }, (_, n) => `"data":{"k${n}":""}`)
  const { value } = parseJson(`{${keys.join(',')}}`)
  const read = decode(builtinTypes(), 'core/v1.ConfigMap', value)
  assert.equal(Object.keys(read.value['data'] as object).length, 100_000)
})
