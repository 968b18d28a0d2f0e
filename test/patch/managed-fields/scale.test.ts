import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ManagedFieldsEntry } from '../../../src/meta/object.ts'
import { parentEntries, scaleEntries } from '../../../src/patch/managed-fields/scale.ts'

const paths = { 'apps/v1': ['spec', 'replicas'] }

function entry(
  manager: string,
  operation: string,
  fieldsV1: object,
  more: object = {},
): ManagedFieldsEntry {
  return {
    manager,
    operation,
    apiVersion: 'apps/v1',
    time: '2026-01-01T00:00:00Z',
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...more,
  }
}

const parent = [
  entry('owner', 'Apply', { 'f:spec': { 'f:replicas': {}, 'f:selector': {} } }),
  entry('other', 'Apply', { 'f:spec': { 'f:paused': {} } }),
]

const replicas = { 'f:spec': { 'f:replicas': {} } }

test('a Scale shows who owns the replicas of its object', () => {
  assert.deepEqual(scaleEntries(parent, paths), [
    entry('owner', 'Apply', replicas, { apiVersion: 'autoscaling/v1' }),
  ])
})

test('a write through the Scale takes the replicas, and its entry has no time', () => {
  const scale = [
    entry('hpa', 'Update', replicas, { apiVersion: 'autoscaling/v1', subresource: 'scale' }),
  ]
  const { time: _, ...taken } = entry('hpa', 'Update', replicas, { subresource: 'scale' })
  assert.deepEqual(parentEntries(parent, scale, paths, 'apps/v1'), [
    entry('other', 'Apply', { 'f:spec': { 'f:paused': {} } }),
    entry('owner', 'Apply', { 'f:spec': { 'f:selector': {} } }),
    taken,
  ])
})

test('a Scale that is written as it is leaves the entries', () => {
  const scale = scaleEntries(parent, paths)
  const kept = parentEntries(parent, scale, paths, 'apps/v1')
  assert.deepEqual(new Set(kept), new Set(parent))
})

test('entries of versions that the kind does not have are dropped', () => {
  const odd = [entry('odd', 'Apply', replicas, { apiVersion: 'apps/v9' })]
  assert.equal(parentEntries(odd, undefined, paths, 'apps/v1'), undefined)
})
