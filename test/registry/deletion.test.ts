import assert from 'node:assert/strict'
import { test } from 'node:test'
import { daemonSet, pod } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/meta/kind.ts'
import type { KubeObject, ObjectMeta } from '../../src/meta/object.ts'
import { decideDeletion } from '../../src/registry/deletion.ts'
import type { DeleteOptions } from '../../src/registry/options.ts'

const NOW_MS = Date.UTC(2026, 0, 1)
const ended = { deletionTimestamp: '2026-01-01T00:00:30Z', deletionGracePeriodSeconds: 30 }

interface Case {
  readonly kind: Kind
  readonly spec?: object
  readonly metadata?: ObjectMeta
  readonly options?: DeleteOptions
  /** `gone`, or the grace and the finalizers that are left; `same` when nothing is noted. */
  readonly want: string
}

const pods = pod as unknown as Kind
const sets = daemonSet as unknown as Kind
const bound = { nodeName: 'n', terminationGracePeriodSeconds: 30 }

const cases: Readonly<Record<string, Case>> = {
  'a DaemonSet without finalizers goes without a word': { kind: sets, want: 'gone same' },
  'foreground holds a DaemonSet': {
    kind: sets,
    options: { propagationPolicy: 'Foreground' },
    want: '0 foregroundDeletion',
  },
  'orphanDependents wins over the policy': {
    kind: sets,
    options: { orphanDependents: true, propagationPolicy: 'Background' },
    want: '0 orphan',
  },
  'the background lets a DaemonSet go that waited for its dependents': {
    kind: sets,
    metadata: { deletionTimestamp: ended.deletionTimestamp, finalizers: ['foregroundDeletion'] },
    options: { propagationPolicy: 'Background' },
    want: 'gone same',
  },
  'a second delete that names no policy keeps the one before': {
    kind: sets,
    metadata: { deletionTimestamp: ended.deletionTimestamp, finalizers: ['foregroundDeletion'] },
    want: 'same',
  },
  'a finalizer of a user holds': {
    kind: sets,
    metadata: { finalizers: ['a.b/c'] },
    want: '0 a.b/c',
  },
  'a Pod on a node has the grace of its spec': { kind: pods, spec: bound, want: '30 ' },
  'a Pod without a node has no grace, but its end is noted': {
    kind: pods,
    spec: {},
    want: 'gone 0 ',
  },
  'a later delete may shorten the grace': {
    kind: pods,
    spec: bound,
    metadata: ended,
    options: { gracePeriodSeconds: 5 },
    want: '5 ',
  },
  'a later delete may not lengthen it': {
    kind: pods,
    spec: bound,
    metadata: ended,
    options: { gracePeriodSeconds: 60 },
    want: 'same',
  },
  'a later delete that names no grace changes nothing': {
    kind: pods,
    spec: bound,
    metadata: ended,
    want: 'same',
  },
  'less than no grace is a second': {
    kind: pods,
    spec: bound,
    metadata: ended,
    options: { gracePeriodSeconds: -5 },
    want: '1 ',
  },
  'while grace runs, another policy changes nothing': {
    kind: pods,
    spec: bound,
    metadata: ended,
    options: { propagationPolicy: 'Foreground' },
    want: 'same',
  },
  'a Pod deleted by force goes': {
    kind: pods,
    spec: bound,
    metadata: ended,
    options: { gracePeriodSeconds: 0 },
    want: 'gone 0 ',
  },
}

for (const [claim, { kind, spec, metadata = {}, options = {}, want }] of Object.entries(cases))
  test(claim, () => {
    const object = { apiVersion: 'v1', kind: kind.kind, metadata, spec: spec ?? {} } as KubeObject
    const { next, gone } = decideDeletion(kind, object, options, NOW_MS)
    const { deletionGracePeriodSeconds, finalizers = [] } = next.metadata
    const noted = next === object ? 'same' : `${deletionGracePeriodSeconds} ${finalizers.join()}`
    assert.equal(gone ? `gone ${noted}` : noted, want)
  })

test('a shorter grace counts from the first request', () => {
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: ended, spec: bound } as KubeObject
  const { next } = decideDeletion(pods, object, { gracePeriodSeconds: 5 }, NOW_MS + 2_000)
  assert.equal(next.metadata.deletionTimestamp, '2026-01-01T00:00:05Z')
})

test('a shorter grace that would be over already is a second from now', () => {
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: ended, spec: bound } as KubeObject
  const { next } = decideDeletion(pods, object, { gracePeriodSeconds: 5 }, NOW_MS + 20_000)
  const { deletionTimestamp, deletionGracePeriodSeconds } = next.metadata
  assert.deepEqual([deletionTimestamp, deletionGracePeriodSeconds], ['2026-01-01T00:00:20Z', 1])
})
