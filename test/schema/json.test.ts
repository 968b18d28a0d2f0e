import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { JsonSyntaxError, parseJson } from '../../src/schema/json.ts'

const refused: Record<string, string> = {
  '': 'unexpected end of JSON input',
  '{"a":': 'unexpected end of JSON input',
  nonsense: "invalid character 'o' in literal null (expecting 'u')",
  tru: "invalid character ' ' in literal true (expecting 'e')",
  '{"a":1}}': "invalid character '}' after top-level value",
  "{'a': 1}": "invalid character '\\'' looking for beginning of object key string",
  '{"a":1,}': "invalid character '}' looking for beginning of object key string",
  '{"a" 1}': "invalid character '1' after object key",
  '{"a":1 "b":2}': `invalid character '"' after object key:value pair`,
  '[1 2]': "invalid character '2' after array element",
  '[1.x]': "invalid character 'x' after decimal point in numeric literal",
  '01': "invalid character '1' after top-level value",
  '"\\x"': "invalid character 'x' in string escape code",
  '"a\nb"': "invalid character '\\n' in string literal",
  é: "invalid character 'Ã' looking for beginning of value",
}
for (const [text, message] of Object.entries(refused))
  test(`${JSON.stringify(text)} is refused in Go's words`, () => {
    assert.throws(() => parseJson(text), new JsonSyntaxError(message))
  })

test('nesting without end is refused', () => {
  assert.throws(() => parseJson('['.repeat(10_001) + ']'.repeat(10_001)), /exceeded max depth/)
})

test('doubled keys are told by their paths and the last one counts', () => {
  assert.deepEqual(parseJson('{"a":{"b":[{"c":1,"c":2}]},"a":{"d":1,"\\u0064":2}}'), {
    value: { a: { d: 2 } },
    duplicates: ['a.b[0].c', 'a', 'a.d'],
  })
})

test('half of a letter that takes two escapes is the sign for what cannot be read', () => {
  const json = String.raw`{"a":"\ud83d\ude00","b":"x\ud83d","c":"\ude00\ud83dy","d":"\\ud83d"}`
  assert.deepEqual(parseJson(json).value, {
    a: '😀',
    b: 'x\ufffd',
    c: '\ufffd\ufffdy',
    d: '\\ud83d',
  })
})

test('what is deep, but not too deep, is read', () => {
  assert.doesNotThrow(() => parseJson(`${'{"a":'.repeat(9_999)}1${'}'.repeat(9_999)}`))
})

test('keys within texts are no keys', () => {
  assert.deepEqual(parseJson('{"a":"\\"b\\":{[\\\\","c":"}"}').value, { a: '"b":{[\\', c: '}' })
})

test('what the engine reads is read alike', () => {
  fc.assert(
    fc.property(fc.json(), text => {
      assert.deepEqual(parseJson(text), { value: JSON.parse(text), duplicates: [] })
    }),
  )
})
