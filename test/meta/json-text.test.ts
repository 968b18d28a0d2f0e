import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { deepFreeze } from '../../src/meta/freeze.ts'
import { jsonText } from '../../src/meta/json-text.ts'

/** Nested objects around a value, `{"a":{"a":…}}`. */
function nested(levels: number, innermost: unknown): Record<string, unknown> {
  let value: unknown = innermost
  for (let n = 0; n < levels; n++) value = { a: value }
  return value as Record<string, unknown>
}

test('what is too deep for the engine is written like all else', () => {
  const inner = { b: [1, 'x', null, [], {}, { c: true, d: undefined }] }
  const text = jsonText(nested(9_990, inner))
  const close = '}'.repeat(9_990)
  assert.equal(text, `${'{"a":'.repeat(9_990)}{"b":[1,"x",null,[],{},{"c":true}]}${close}`)
})

test('what is not deep is written by the engine', () => {
  fc.assert(fc.property(fc.jsonValue(), value => jsonText(value) === JSON.stringify(value)))
})

test('what is deep is frozen down to its ground', () => {
  const ground = { b: 1 }
  const deep = deepFreeze(nested(9_990, ground))
  assert.ok(Object.isFrozen(deep) && Object.isFrozen(ground))
})
