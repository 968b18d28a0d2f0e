import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sameJson } from '../../../src/meta/freeze.ts'
import { diff } from '../../../src/patch/managed-fields/diff.ts'
import { eachPath, type FieldSet } from '../../../src/patch/managed-fields/field-set.ts'
import { shapeOf, untypedShape } from '../../../src/patch/shape.ts'
import { structuralShape } from '../../../src/patch/structural.ts'
import { builtinTypes } from '../../../src/schema/table.ts'

const objectMeta = shapeOf(builtinTypes(), 'meta/v1.ObjectMeta')
const item = {
  type: 'object',
  properties: { k: { type: 'string' }, v: {}, n: { type: 'integer' } },
}
const shape = structuralShape(
  {
    properties: {
      text: { type: 'string' },
      map: { type: 'object', additionalProperties: { type: 'string' } },
      whole: { type: 'object', 'x-kubernetes-map-type': 'atomic', additionalProperties: {} },
      set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
      list: { type: 'array', items: { type: 'string' } },
      any: { 'x-kubernetes-list-type': 'set' },
      keyed: {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['k'],
        items: item,
      },
    },
  },
  objectMeta,
)

/** Paths, a word an element. */
function paths(set: FieldSet | undefined): string[] {
  const found: string[] = []
  eachPath(set, path => found.push(path.map(element => element.replace(/^f:/, '')).join(' ')))
  return found.sort()
}

const a = 'k:{"k":"a"}'

const cases: Record<string, { old: object; next: object; changed?: string[]; removed?: string[] }> =
  {
    'equal objects do not differ': { old: { map: { a: '1' } }, next: { map: { a: '1' } } },
    'a scalar is changed': { old: { text: '1' }, next: { text: '2' }, changed: ['text'] },
    'a map is added with its members': {
      old: {},
      next: { map: { a: '1' } },
      changed: ['map', 'map a'],
    },
    'a member is removed, its map stays': {
      old: { map: { a: '1' } },
      next: { map: {} },
      removed: ['map a'],
    },
    'a map goes with its members': {
      old: { map: { a: '1' } },
      next: {},
      removed: ['map', 'map a'],
    },
    'an empty map is a leaf': { old: {}, next: { map: {} }, changed: ['map'] },
    'null and the empty map differ': { old: { map: null }, next: { map: {} }, changed: ['map'] },
    'an atomic map is one value': {
      old: { whole: { a: '1' } },
      next: { whole: { a: '2' } },
      changed: ['whole'],
    },
    'a list is one value': { old: { list: ['a'] }, next: { list: ['a', 'b'] }, changed: ['list'] },
    'a set differs by its values, in any order': {
      old: { set: ['a', 'b'] },
      next: { set: ['c', 'a'] },
      changed: ['set v:"c"'],
      removed: ['set v:"b"'],
    },
    'elements are compared by their keys, in any order': {
      old: { keyed: [{ k: 'a', n: 1 }, { k: 'b' }] },
      next: { keyed: [{ k: 'b' }, { k: 'a', n: 2 }] },
      changed: [`keyed ${a} n`],
    },
    'a new element comes with its members': {
      old: { keyed: [] },
      next: { keyed: [{ k: 'a', n: 1 }] },
      changed: [`keyed ${a}`, `keyed ${a} k`, `keyed ${a} n`],
    },
    'elements that share a key are one value': {
      old: { keyed: [{ k: 'a' }, { k: 'a', n: 1 }] },
      next: { keyed: [{ k: 'a' }, { k: 'a', n: 2 }] },
      changed: [`keyed ${a}`],
    },
    'of elements that shared a key the last is new': {
      old: { keyed: [{ k: 'a' }, { k: 'a', n: 1 }] },
      next: { keyed: [{ k: 'a' }] },
      changed: [`keyed ${a}`, `keyed ${a} k`],
      removed: [`keyed ${a}`],
    },
    'another form is a change and a removal': {
      old: { any: { b: '1' } },
      next: { any: '1' },
      changed: ['any'],
      removed: ['any b'],
    },
    'null that becomes a list of elements is changed itself': {
      old: { any: null },
      next: { any: ['b'] },
      changed: ['any', 'any v:"b"'],
    },
  }

for (const [name, { old, next, changed = [], removed = [] }] of Object.entries(cases))
  test(`compared: ${name}`, () => {
    const found = diff(shape, old, next)
    assert.deepEqual([paths(found?.changed), paths(found?.removed)], [changed, removed])
  })

const objects = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue({ maxDepth: 3 }))

test('compared: nothing is found exactly when nothing differs', () => {
  fc.assert(
    fc.property(objects, objects, (old, next) => {
      assert.equal(diff(untypedShape, old, next) === undefined, sameJson(old, next))
    }),
  )
})

test('compared: the other way round, what was added is removed', () => {
  fc.assert(
    fc.property(objects, objects, (old, next) => {
      const forth = diff(untypedShape, old, next)
      const back = diff(untypedShape, next, old)
      const gone = new Set(paths(forth?.removed))
      const changed = new Set(paths(back?.changed))
      for (const path of gone) assert.ok(changed.has(path), path)
    }),
  )
})
