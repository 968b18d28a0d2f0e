import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { deepFreeze } from '../../src/meta/freeze.ts'
import type { JsonObject } from '../../src/meta/object.ts'
import { StatusError } from '../../src/meta/status.ts'
import { applyJsonPatch, type JsonPatchOptions } from '../../src/patch/json-patch.ts'

const document = deepFreeze({
  map: { a: '1', b: '2', 'x/y': '3', '~': '4' },
  list: ['a', 'b', 'c'],
})

/** An operation in one line: `add /map/c 3`, `move /map/a /map/z`. */
function operation(line: string): object {
  const [op, first = '', second] = line.split(' ')
  if (op === 'move' || op === 'copy') return { op, from: first, path: second }
  return { op, path: first, ...(second === undefined ? {} : { value: JSON.parse(second) }) }
}

const done: Record<string, { patch: string[]; map?: JsonObject; list?: unknown[] }> = {
  'add sets a member that is new': { patch: ['add /map/c "3"'], map: { ...document.map, c: '3' } },
  'add replaces a member': { patch: ['add /map/a "3"'], map: { ...document.map, a: '3' } },
  'add without a value writes null': { patch: ['add /map/a'], map: { ...document.map, a: null } },
  'add puts an element before another': { patch: ['add /list/1 "n"'], list: ['a', 'n', 'b', 'c'] },
  'add appends with a dash': { patch: ['add /list/- "n"'], list: ['a', 'b', 'c', 'n'] },
  'add appends at the length': { patch: ['add /list/3 "n"'], list: ['a', 'b', 'c', 'n'] },
  'add appends at minus one': { patch: ['add /list/-1 "n"'], list: ['a', 'b', 'c', 'n'] },
  'add counts from the end': { patch: ['add /list/-4 "n"'], list: ['n', 'a', 'b', 'c'] },
  'remove counts from the end': { patch: ['remove /list/-1'], list: ['a', 'b'] },
  'replace counts from the end': { patch: ['replace /list/-3 "n"'], list: ['n', 'b', 'c'] },
  'an index may have leading zeros': { patch: ['replace /list/001 "n"'], list: ['a', 'n', 'c'] },
  'replace adds a member that is missing': {
    patch: ['replace /map/c "3"'],
    map: { ...document.map, c: '3' },
  },
  'move renames a member': {
    patch: ['move /map/a /map/c'],
    map: { b: '2', 'x/y': '3', '~': '4', c: '1' },
  },
  'move changes the order of a list': { patch: ['move /list/0 /list/-'], list: ['b', 'c', 'a'] },
  'copy of a missing member writes null': {
    patch: ['copy /map/q /map/c'],
    map: { ...document.map, c: null },
  },
  'test of a missing member passes against null': { patch: ['test /map/q null'] },
  'test compares deeply': { patch: ['test /list ["a","b","c"]'] },
  'escapes are read': {
    patch: ['replace /map/x~1y "n"', 'replace /map/~0 "m"'],
    map: { a: '1', b: '2', 'x/y': 'n', '~': 'm' },
  },
  'what stands before the first slash does not count': {
    patch: ['replace ignored/map {"n":"1"}'],
    map: { n: '1' },
  },
  'operations see what earlier ones did': {
    patch: ['add /map/c {}', 'add /map/c/d "1"', 'remove /map/a'],
    map: { b: '2', 'x/y': '3', '~': '4', c: { d: '1' } },
  },
}

for (const [name, { patch, map, list }] of Object.entries(done))
  test(`JSON patch: ${name}`, () => {
    const result = applyJsonPatch(document, patch.map(operation))
    assert.deepEqual(result, { map: map ?? document.map, list: list ?? document.list })
  })

const refused: Record<string, string[]> = {
  'add under a parent that is missing': ['add /none/c 3'],
  'add past the end of a list': ['add /list/4 "n"'],
  'a negative index before the first element': ['remove /list/-4'],
  'an index that is no number': ['test /list/x "a"'],
  'remove of a member that is missing': ['remove /map/q'],
  'replace past the end of a list': ['replace /list/3 "n"'],
  'move of what is not there': ['move /map/q /map/r'],
  'copy to a parent that is missing': ['copy /map/a /none/c'],
  'a test that fails': ['test /map/a "2"'],
  'a test of a number against a string': ['test /map/a 1'],
  'an operation that does not exist': ['frobnicate /map/a'],
  'an operation in upper case': ['ADD /map/a 1'],
  'add of the whole document': ['add  {}'],
  'a pointer through a scalar': ['add /map/a/b 1'],
  'all operations when the last fails': ['remove /map/a', 'remove /map/a'],
}

for (const [name, patch] of Object.entries(refused))
  test(`JSON patch: ${name} is refused without a word of why`, () => {
    const error = failure(patch.map(operation))
    assert.equal(error.code, 422)
    assert.deepEqual(error.status.details, {})
  })

function failure(patch: unknown, options?: JsonPatchOptions): StatusError {
  try {
    applyJsonPatch(document, patch, options)
  } catch (error) {
    if (error instanceof StatusError) return error
    throw error
  }
  throw new assert.AssertionError({ message: 'the patch was taken' })
}

const malformed: Record<string, { patch: unknown; code: number; message: RegExp }> = {
  'an object': { patch: {}, code: 400, message: /^error decoding patch: .*object.*\[\]handlers/ },
  'a list of numbers': {
    patch: [1],
    code: 400,
    message: /number into Go value of type handlers\./,
  },
  'an op that is no string': { patch: [{ op: 7 }], code: 400, message: /field jsonPatchOp\.op of/ },
  'more than ten thousand': {
    patch: Array.from({ length: 10_001 }, () => ({})),
    code: 413,
    message: /is 10000, got 10001$/,
  },
}

for (const [name, { patch, code, message }] of Object.entries(malformed))
  test(`JSON patch: ${name} is no patch`, () => {
    const error = failure(patch)
    assert.equal(error.code, code)
    assert.match(error.message, message)
  })

test('JSON patch: unless validated, a body of the wrong form is told in other words', () => {
  assert.match(failure({}, { fieldValidation: 'Ignore' }).message, /^json: .*jsonpatch\.Patch$/)
  assert.equal(failure([{ op: 7 }], { fieldValidation: 'Ignore' }).code, 422)
})

test('JSON patch: members that operations do not have are told', () => {
  const told: string[] = []
  const patch = [{ op: 'test', path: '/map/a', value: '1', extra: 1 }]
  applyJsonPatch(document, patch, { unknown: texts => told.push(...texts) })
  assert.deepEqual(told, ['json patch unknown field "[0].extra"'])
})

test('JSON patch: the whole document may be replaced, by a list only to be refused', () => {
  const replace = (value: unknown) => [{ op: 'replace', path: '', value }]
  assert.deepEqual(applyJsonPatch(document, replace({ a: 1 })), { a: 1 })
  assert.match(failure(replace([])).message, /couldn't get version\/kind/)
})

test('JSON patch: copies that add up to more than three mebibytes are refused', () => {
  const big = { map: { a: 'x'.repeat(1024 * 1024) } }
  const copy = (n: number) => ({ op: 'copy', from: '/map/a', path: `/map/c${n}` })
  assert.equal(Object.keys(applyJsonPatch(big, [copy(1), copy(2)])['map'] as object).length, 3)
  assert.throws(() => applyJsonPatch(big, [copy(1), copy(2), copy(3)]), { code: 422 })
})

const members = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 5 })
const pointer = (key: string): string => `/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`

test('JSON patch: what is added is found, and gone once it is removed', () => {
  fc.assert(
    fc.property(members, fc.string(), fc.jsonValue({ maxDepth: 2 }), (object, key, value) => {
      const path = pointer(key)
      const added = applyJsonPatch(deepFreeze(object), [
        { op: 'add', path, value },
        { op: 'test', path, value },
      ])
      const removed = applyJsonPatch(added, [{ op: 'remove', path }])
      assert.equal(Object.hasOwn(removed, key), false)
      const { length } = Object.keys(object)
      assert.equal(Object.keys(removed).length, Object.hasOwn(object, key) ? length - 1 : length)
    }),
  )
})

test('JSON patch: the document stays as it was', () => {
  const before = JSON.stringify(document)
  applyJsonPatch(document, ['add /map/c 1', 'remove /list/0', 'move /map/a /map/z'].map(operation))
  assert.equal(JSON.stringify(document), before)
})
