import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oldestFirst } from '../../../src/controllers/daemonset/pods.ts'
import { pod } from './picture.ts'

const names = (
  texts: string,
  current?: { hash: string; templateGeneration: undefined },
): string => {
  const pods = texts.split(' ').map(text => pod(text, 0))
  return oldestFirst(pods, current)
    .map(one => one.metadata.name)
    .join(' ')
}

test('of pods made in the same second the bound one comes first, then the name decides', () => {
  assert.equal(names('b@a a@a:waiting c@a'), 'b c a')
})

test('where old and new are told apart, the outdated one counts as the older', () => {
  assert.equal(names('a@a b@a:old', { hash: 'h2', templateGeneration: undefined }), 'b a')
})
