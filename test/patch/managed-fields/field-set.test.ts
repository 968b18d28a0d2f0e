import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compareElements, renderElement } from '../../../src/patch/element.ts'
import { decodeFieldSet } from '../../../src/patch/managed-fields/decode-set.ts'
import {
  difference,
  eachPath,
  type FieldSet,
  has,
  intersection,
  setOf,
  union,
  without,
} from '../../../src/patch/managed-fields/field-set.ts'
import { only, resetting, strip } from '../../../src/patch/managed-fields/filter.ts'
import { inOrder } from '../../../src/patch/managed-fields/shared-sets.ts'

const element = fc.constantFrom('f:a', 'f:b', 'f:c', 'k:{"name":"x"}', 'v:"y"')
const path = fc.array(element, { minLength: 1, maxLength: 4 })
const paths = fc.array(path, { maxLength: 8 })

/** A set as plain paths: what the tree must agree with. */
function flat(set: FieldSet | undefined): Set<string> {
  const found = new Set<string>()
  eachPath(set, steps => found.add(steps.join(' ')))
  return found
}

const join = (all: readonly (readonly string[])[]): Set<string> =>
  new Set(all.map(p => p.join(' ')))

test('a set has the paths it is made of and no others', () => {
  fc.assert(fc.property(paths, all => assert.deepEqual(flat(setOf(all)), join(all))))
})

test('union, difference and intersection are those of the paths', () => {
  fc.assert(
    fc.property(paths, paths, (a, b) => {
      const [left, right] = [join(a), join(b)]
      const [ours, theirs] = [setOf(a), setOf(b)]
      assert.deepEqual(flat(union(ours, theirs)), new Set([...left, ...right]))
      assert.deepEqual(
        flat(difference(ours, theirs)),
        new Set([...left].filter(p => !right.has(p))),
      )
      assert.deepEqual(
        flat(intersection(ours, theirs)),
        new Set([...left].filter(p => right.has(p))),
      )
    }),
  )
})

test('without takes what is below along', () => {
  fc.assert(
    fc.property(paths, paths, (a, b) => {
      const kept = a.filter(p => !b.some(q => q.every((step, n) => step === p[n])))
      assert.deepEqual(flat(without(setOf(a), setOf(b))), join(kept))
    }),
  )
})

test('what nothing is added to or taken from stays the same object', () => {
  fc.assert(
    fc.property(paths, all => {
      const set = setOf(all)
      const same = setOf(all.slice(1))
      assert.equal(union(set, same), set)
      assert.equal(difference(set, setOf([['f:z']])), set)
      assert.equal(without(set, setOf([['f:z']])), set)
    }),
  )
})

test('a set survives being written and read', () => {
  fc.assert(
    fc.property(paths, all => {
      const set = setOf(all)
      const text = JSON.stringify(inOrder(set ?? {}))
      assert.deepEqual(flat(decodeFieldSet(JSON.parse(text))), flat(set))
    }),
  )
})

test('a field is in the set when its node is empty or has a dot', () => {
  const set: FieldSet = { 'f:a': { '.': {}, 'f:b': {} }, 'f:c': { 'f:d': {} } }
  assert.ok(has(set, ['f:a']))
  assert.ok(has(set, ['f:a', 'f:b']))
  assert.ok(!has(set, ['f:c']))
  assert.ok(has(set, ['f:c', 'f:d']))
  assert.ok(!has(set, []))
})

test('elements are ordered by what they are and by their values', () => {
  const elements = ['v:"a"', 'k:{"port":443}', 'k:{"port":80}', 'f:b', 'f:a', 'i:1', '.']
  assert.deepEqual([...elements].sort(compareElements), [
    '.',
    'f:a',
    'f:b',
    'k:{"port":80}',
    'k:{"port":443}',
    'v:"a"',
    'i:1',
  ])
})

const rendered: Record<string, string> = {
  'f:spec': '.spec',
  'k:{"name":"c"}': '[name="c"]',
  'k:{"containerPort":80,"protocol":"TCP"}': '[containerPort=80,protocol="TCP"]',
  'v:"x"': '[="x"]',
  'v:1': '[=1]',
  'i:3': '[3]',
}

for (const [written, shown] of Object.entries(rendered))
  test(`${written} is shown as ${shown}`, () => assert.equal(renderElement(written), shown))

test('what may not be read is refused, what later versions may know is dropped', () => {
  assert.equal(decodeFieldSet(undefined), undefined)
  assert.equal(decodeFieldSet({}), undefined)
  assert.equal(decodeFieldSet({ '.': {} }), undefined)
  assert.deepEqual(decodeFieldSet({ 'f:a': {}, 'z:b': {} }), { 'f:a': {} })
  assert.deepEqual(decodeFieldSet({ 'k:{"b":1,"a":2}': {} }), { 'k:{"a":2,"b":1}': {} })
  for (const broken of [
    { f: {} },
    { 'f-a': {} },
    { 'v:{': {} },
    { 'k:1': {} },
    { 'i:x': {} },
    { 'f:a': 1 },
  ])
    assert.throws(() => decodeFieldSet(broken))
})

test('filters leave what an endpoint may own', () => {
  const set = setOf([
    ['f:metadata', 'f:name'],
    ['f:metadata', 'f:labels'],
    ['f:spec', 'f:a'],
    ['f:status', 'f:b'],
  ])
  assert.deepEqual(
    flat(strip(set)),
    join([
      ['f:metadata', 'f:labels'],
      ['f:spec', 'f:a'],
      ['f:status', 'f:b'],
    ]),
  )
  assert.deepEqual(flat(resetting([['metadata'], ['spec']])(set)), join([['f:status', 'f:b']]))
  assert.deepEqual(flat(only([['spec', '*']])(set)), join([['f:spec', 'f:a']]))
  assert.equal(strip(setOf([['f:kind']])), undefined)
})
