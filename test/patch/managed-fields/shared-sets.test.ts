import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FieldSet, LEAF } from '../../../src/patch/managed-fields/field-set.ts'
import { grown, inOrder, nodeOf, seed } from '../../../src/patch/managed-fields/shared-sets.ts'

function nodeOfMembers(members: readonly (readonly [string, FieldSet])[]): FieldSet {
  let at = seed()
  for (const [element, below] of members) at = grown(at, element, below)
  return nodeOf(at)
}

const leaves = (...elements: string[]): FieldSet =>
  nodeOfMembers(elements.map(element => [element, LEAF] as const))

test('sets that grow alike are one object', () => {
  assert.equal(leaves('.', 'f:a', 'f:b'), leaves('.', 'f:a', 'f:b'))
})

test('members come in order, whatever the order in which they were added', () => {
  const node = leaves('f:b', 'k:{"name":"x"}', 'f:a', '.')
  assert.deepEqual(Object.keys(node), ['.', 'f:a', 'f:b', 'k:{"name":"x"}'])
  assert.equal(node, leaves('.', 'f:a', 'f:b', 'k:{"name":"x"}'))
})

test('a set with one node that is the same and another that is not differs', () => {
  const one = nodeOfMembers([['f:spec', leaves('.', 'f:a')]])
  const other = nodeOfMembers([['f:spec', leaves('f:a')]])
  assert.notEqual(one, other)
  assert.deepEqual(other, { 'f:spec': { 'f:a': {} } })
})

test('no members are a leaf', () => {
  assert.equal(nodeOf(seed()), LEAF)
})

test('sets that all differ are right and in order too', () => {
  const nodes = Array.from({ length: 1000 }, (_, n) => leaves('.', `f:z${n}`, 'f:a'))
  for (const [n, node] of nodes.entries())
    assert.deepEqual(Object.keys(node), ['.', 'f:a', `f:z${n}`])
  const above = nodeOfMembers([['f:labels', nodes[999] as FieldSet]])
  assert.deepEqual(above, { 'f:labels': { '.': {}, 'f:a': {}, 'f:z999': {} } })
})

test('a thousand members are all there', () => {
  const elements = Array.from({ length: 1000 }, (_, n) => `f:${String(n).padStart(4, '0')}`)
  assert.deepEqual(Object.keys(leaves(...[...elements].reverse())), elements)
})

test('long elements are in order like others, and not kept', () => {
  const long = `v:"${'x'.repeat(1000)}"`
  const node = leaves(long, 'f:a', '.')
  assert.deepEqual(Object.keys(node), ['.', 'f:a', long])
  assert.notEqual(node, leaves(long, 'f:a', '.'))
})

test('sharing begins anew after many sets, and goes on', () => {
  const sixty = Array.from({ length: 60 }, (_, m) => `f:${m}`)
  for (let n = 0; n < 400; n++) leaves(`f:${n}`, ...sixty.filter(name => name !== `f:${n}`))
  assert.equal(leaves('f:new', 'f:set'), leaves('f:set', 'f:new'))
})

test('a set as a client sends it is put in order, once', () => {
  const sent: FieldSet = { 'f:b': { 'f:y': {}, 'f:x': {} }, 'f:a': {} }
  const order = inOrder(sent)
  assert.equal(JSON.stringify(order), '{"f:a":{},"f:b":{"f:x":{},"f:y":{}}}')
  assert.equal(inOrder(order), order)
  assert.equal(inOrder({ 'f:a': {}, 'f:b': { 'f:x': {}, 'f:y': {} } }), order)
})
