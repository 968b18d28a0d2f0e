import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { deepFreeze } from '../../src/meta/freeze.ts'
import { isObject, type JsonObject } from '../../src/meta/object.ts'
import { applyMergePatch } from '../../src/patch/merge-patch.ts'

const cases: Record<string, [document: JsonObject, patch: JsonObject, want: JsonObject]> = {
  'members are added and replaced': [{ a: 1 }, { a: 2, b: 3 }, { a: 2, b: 3 }],
  'null takes a member away': [{ a: 1, b: 2 }, { a: null }, { b: 2 }],
  'null for what is not there changes nothing': [{ a: 1 }, { b: null }, { a: 1 }],
  'maps are merged': [{ a: { b: 1 } }, { a: { c: 2 } }, { a: { b: 1, c: 2 } }],
  'lists are replaced': [{ a: [1, 2] }, { a: [3] }, { a: [3] }],
  'nulls in a new map are dropped': [{}, { a: { b: null, c: { d: null } } }, { a: { c: {} } }],
  'nulls in a map that replaces a scalar are dropped': [{ a: 1 }, { a: { b: null } }, { a: {} }],
  'nulls in a list stay, those of maps in it go': [
    {},
    { a: [null, { b: null, c: 1 }] },
    { a: [null, { c: 1 }] },
  ],
  'a scalar replaces a map': [{ a: { b: 1 } }, { a: 'x' }, { a: 'x' }],
  'directives of strategic patches are members as others': [
    { a: {} },
    { a: { $patch: 'delete' } },
    { a: { $patch: 'delete' } },
  ],
}

for (const [name, [document, patch, want]] of Object.entries(cases))
  test(`merge patch: ${name}`, () => {
    assert.deepEqual(applyMergePatch(deepFreeze(document), patch), want)
  })

const bodies: [body: unknown, validation: 'Warn' | 'Ignore', code: number, message: RegExp][] = [
  [[], 'Warn', 400, /^error decoding patch: json: cannot unmarshal array into .*interface \{\}$/],
  [true, 'Warn', 400, /cannot unmarshal bool into/],
  [null, 'Warn', 400, /^Invalid JSON Patch$/],
  [7, 'Ignore', 400, /^Invalid JSON Patch$/],
  [[], 'Ignore', 422, /couldn't get version\/kind/],
]

for (const [body, fieldValidation, code, message] of bodies)
  test(`merge patch: ${JSON.stringify(body)} is no patch (${fieldValidation})`, () => {
    assert.throws(() => applyMergePatch({}, body, { fieldValidation }), { code, message })
  })

const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 })

test('merge patch: applied twice is applied once', () => {
  fc.assert(
    fc.property(json, json, (document, patch) => {
      const once = applyMergePatch(deepFreeze(document), patch)
      assert.deepEqual(applyMergePatch(once, patch), once)
    }),
  )
})

test('merge patch: the empty patch returns the document itself', () => {
  fc.assert(
    fc.property(json, document => {
      assert.equal(applyMergePatch(document, {}), document)
    }),
  )
})

test('merge patch: parts that the patch does not name are shared', () => {
  const document = deepFreeze({ a: { b: 1 }, c: { d: 2 } })
  const patched = applyMergePatch(document, { a: { b: 2 } })
  assert.equal(patched['c'], document.c)
})

test('merge patch: no null of the patch is in a map of the result', () => {
  const nulls = (value: unknown): boolean =>
    isObject(value) && Object.values(value).some(inner => inner === null || nulls(inner))
  fc.assert(fc.property(json, patch => assert.equal(nulls(applyMergePatch({}, patch)), false)))
})
