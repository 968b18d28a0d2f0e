import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { deepFreeze } from '../../../src/meta/freeze.ts'
import type { KubeObject, ManagedFieldsEntry } from '../../../src/meta/object.ts'
import { revertTimes } from '../../../src/patch/managed-fields/times.ts'
import { type TrackedWrite, trackUpdate } from '../../../src/patch/managed-fields/track.ts'
import { shapeOf } from '../../../src/patch/shape.ts'
import { builtinTypes } from '../../../src/schema/table.ts'

const types = builtinTypes()
const configMap = shapeOf(types, 'core/v1.ConfigMap')
const deployment = shapeOf(types, 'apps/v1.Deployment')
const START_MS = Date.UTC(2026, 0, 1)

function object(body: object, metadata: object = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    ...body,
    metadata: { name: 'a', uid: 'u', ...metadata },
  }
}

/** Writes by `manager`, a second later each. */
function writes(...steps: readonly (readonly [manager: string, body: object])[]): KubeObject {
  let live: KubeObject | undefined
  for (const [n, [manager, body]] of steps.entries()) {
    const nowMs = START_MS + n * 1_000
    const writer = { manager, apiVersion: 'v1', subresource: '', nowMs }
    const next: KubeObject = object(body, { managedFields: live?.metadata.managedFields })
    live = deepFreeze(trackUpdate({ old: live, next, shape: configMap, writer }))
  }
  return live as KubeObject
}

/** Who owns what, a line each. */
function owners(of: KubeObject): Record<string, unknown> {
  const entries = of.metadata.managedFields ?? []
  return Object.fromEntries(entries.map(entry => [entry.manager, entry.fieldsV1]))
}

const cases: Record<string, [steps: [string, object][], want: Record<string, unknown>]> = {
  'a creator owns all it makes, maps too': [
    [['one', { data: { a: '1' } }]],
    { one: { 'f:data': { '.': {}, 'f:a': {} } } },
  ],
  'an updater owns only what it changes': [
    [
      ['one', { data: { a: '1', b: '1' } }],
      ['two', { data: { a: '1', b: '2' } }],
    ],
    { one: { 'f:data': { '.': {}, 'f:a': {} } }, two: { 'f:data': { 'f:b': {} } } },
  ],
  'what is removed leaves everybody': [
    [
      ['one', { data: { a: '1', b: '1' } }],
      ['two', { data: { a: '1' } }],
    ],
    { one: { 'f:data': { '.': {}, 'f:a': {} } } },
  ],
  'who owns nothing any more has no entry': [
    [
      ['one', { data: { a: '1' } }],
      ['two', { data: { a: '2' } }],
      ['two', {}],
    ],
    {},
  ],
  'a write that changes nothing changes no owner': [
    [
      ['one', { data: { a: '1' } }],
      ['two', { data: { a: '1' } }],
    ],
    { one: { 'f:data': { '.': {}, 'f:a': {} } } },
  ],
  'a map of which only the map is left is a leaf': [
    [
      ['one', { data: { a: '1' } }],
      ['two', { data: { a: '2' } }],
    ],
    { one: { 'f:data': {} }, two: { 'f:data': { 'f:a': {} } } },
  ],
}

for (const [name, [steps, want]] of Object.entries(cases))
  test(`managed fields: ${name}`, () => assert.deepEqual(owners(writes(...steps)), want))

test('managed fields: a creator does not own plain structs, nor lists that are never left out', () => {
  const next = object({
    kind: 'Deployment',
    spec: {
      selector: { matchLabels: { a: 'b' } },
      template: { spec: { containers: [{ name: 'c', image: 'i' }] } },
      strategy: { rollingUpdate: { maxSurge: 1 } },
    },
    status: { replicas: 1 },
  })
  const writer = { manager: 'm', apiVersion: 'apps/v1', subresource: '', nowMs: START_MS }
  const [entry] =
    trackUpdate({ old: undefined, next, shape: deployment, writer }).metadata.managedFields ?? []
  assert.deepEqual(entry, {
    manager: 'm',
    operation: 'Update',
    apiVersion: 'apps/v1',
    time: '2026-01-01T00:00:00Z',
    fieldsType: 'FieldsV1',
    fieldsV1: {
      'f:spec': {
        'f:selector': {},
        'f:strategy': { 'f:rollingUpdate': { '.': {}, 'f:maxSurge': {} } },
        'f:template': {
          'f:spec': {
            'f:containers': { 'k:{"name":"c"}': { '.': {}, 'f:image': {}, 'f:name': {} } },
          },
        },
      },
    },
  })
})

function update(changes: Partial<TrackedWrite> & Pick<TrackedWrite, 'old' | 'next'>): KubeObject {
  const writer = { manager: 'two', apiVersion: 'v1', subresource: '', nowMs: START_MS + 60_000 }
  return trackUpdate({ shape: configMap, writer, ...changes })
}

const created = writes(['one', { data: { a: '1' } }])
const entries = created.metadata.managedFields as readonly ManagedFieldsEntry[]

test('managed fields: entries that say the same are kept as they are', () => {
  const next = { ...created, data: { a: '1', b: '2' } } as KubeObject
  const updated = update({ old: created, next })
  assert.equal(updated.metadata.managedFields?.[0], entries[0])
  assert.equal(update({ old: created, next: { ...created } }).metadata.managedFields, entries)
})

const sent: Record<string, { managedFields: unknown; want: readonly string[] }> = {
  'the empty list drops all': { managedFields: [], want: [] },
  'a list of one empty entry drops all': { managedFields: [{}], want: [] },
  'null drops nothing': { managedFields: null, want: ['one'] },
  'leaving them out drops nothing': { managedFields: undefined, want: ['one'] },
  'an entry that cannot be read leaves what is stored': {
    managedFields: [{ ...entries[0], manager: 'hand', operation: 'Eat' }],
    want: ['one'],
  },
  'a set that cannot be read leaves what is stored': {
    managedFields: [{ ...entries[0], manager: 'hand', fieldsV1: { nonsense: {} } }],
    want: ['one'],
  },
  'entries may be written by hand': {
    managedFields: [{ ...entries[0], manager: 'hand' }],
    want: ['hand'],
  },
}

for (const [name, { managedFields, want }] of Object.entries(sent))
  test(`managed fields sent by a client: ${name}`, () => {
    const metadata = { ...created.metadata, managedFields } as KubeObject['metadata']
    const updated = update({ old: created, next: { ...created, metadata } })
    assert.deepEqual(updated.metadata.managedFields?.map(entry => entry.manager) ?? [], want)
  })

test('managed fields: an empty list counts also where decoding has dropped it', () => {
  const next = { ...created, metadata: { ...created.metadata } }
  assert.deepEqual(owners(update({ old: created, next, sent: [] })), {})
})

test('managed fields: what is sent through a subresource or with a creation does not count', () => {
  const metadata = { ...created.metadata, managedFields: [{ ...entries[0], manager: 'hand' }] }
  const next = { ...created, metadata } as KubeObject
  const writer = { manager: 'two', apiVersion: 'v1', subresource: 'status', nowMs: START_MS }
  assert.deepEqual(Object.keys(owners(update({ old: created, next, writer }))), ['one'])
  assert.deepEqual(Object.keys(owners(update({ old: undefined, next }))), ['two'])
})

test('managed fields: an object without them is not tracked by updates', () => {
  const { managedFields: _, ...metadata } = created.metadata
  const old = { ...created, metadata }
  const next = { ...old, data: { a: '2' } } as KubeObject
  assert.deepEqual(owners(update({ old, next })), {})
})

test('managed fields: each endpoint owns its part', () => {
  const pod = shapeOf(types, 'core/v1.Pod')
  const old = object({ kind: 'Pod', spec: {}, status: {} }, { managedFields: entries })
  const next = object(
    { kind: 'Pod', spec: { nodeName: 'n' }, status: { phase: 'Running' } },
    { managedFields: entries },
  )
  const through = (subresource: string): unknown => {
    const writer = { manager: 'two', apiVersion: 'v1', subresource, nowMs: START_MS }
    return owners(update({ old, next, shape: pod, writer }))['two']
  }
  assert.deepEqual(through(''), { 'f:spec': { 'f:nodeName': {} } })
  assert.deepEqual(through('status'), { 'f:status': { 'f:phase': {} } })
})

test('managed fields: ten updaters are remembered, older ones are ancient changes', () => {
  const steps = Array.from({ length: 12 }, (_, n): [string, object] => [
    `m${String(n).padStart(2, '0')}`,
    { data: Object.fromEntries(Array.from({ length: n + 1 }, (_, k) => [`k${k}`, '1'])) },
  ])
  const found = owners(writes(...steps))
  const names = Object.keys(found)
  assert.equal(names.length, 10)
  assert.equal(names[0], 'ancient-changes')
  assert.deepEqual(found['ancient-changes'], {
    'f:data': { '.': {}, 'f:k0': {}, 'f:k1': {}, 'f:k2': {} },
  })
})

test('managed fields: managers of versions that do not exist are dropped, of others compared in theirs', () => {
  const old = object(
    { data: { a: '1' } },
    {
      managedFields: [
        { ...entries[0], manager: 'gone', apiVersion: 'v9' },
        {
          ...entries[0],
          manager: 'other',
          apiVersion: 'v2',
          fieldsV1: { 'f:data': { 'f:B': {} } },
        },
      ],
    },
  )
  const next = object({ data: { a: '1', b: '2' } }, { managedFields: old.metadata.managedFields })
  const upper = (from: KubeObject): KubeObject => {
    const { data } = from as KubeObject & { data: Record<string, string> }
    const shown = Object.entries(data).map(([key, value]) => [key.toUpperCase(), value])
    return { ...from, data: Object.fromEntries(shown) } as KubeObject
  }
  const versions = (apiVersion: string) =>
    apiVersion === 'v9' ? undefined : { shape: configMap, convert: upper }
  assert.deepEqual(owners(update({ old, next, versions })), { two: { 'f:data': { 'f:b': {} } } })
})

const data = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('1', '2'))

test('managed fields: after any writes, each field has exactly its last writer as owner', () => {
  const step = fc.tuple(fc.constantFrom('one', 'two', 'three'), data)
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), steps => {
      const live = writes(
        ['zero', { immutable: false }],
        ...steps.map(([m, d]): [string, object] => [m, { data: d, immutable: false }]),
      )
      const last = new Map<string, string>()
      let before: Record<string, string> = {}
      for (const [manager, now] of steps) {
        for (const key of ['a', 'b', 'c', 'd'])
          if (now[key] === undefined) last.delete(key)
          else if (now[key] !== before[key]) last.set(key, manager)
        before = now
      }
      const found = new Map<string, string>()
      for (const [manager, set] of Object.entries(owners(live)))
        for (const key of Object.keys((set as Record<string, object>)['f:data'] ?? {}))
          if (key !== '.') found.set(key.slice(2), manager)
      assert.deepEqual([...found].sort(), [...last].sort())
    }),
  )
})

test('managed fields: a write that changes only times is undone', () => {
  const later = entries.map(entry => ({ ...entry, time: '2026-01-02T00:00:00Z' }))
  const next = { ...created, metadata: { ...created.metadata, managedFields: later } }
  assert.deepEqual(revertTimes(next, created), created)
  const other = { ...next, data: { a: '2' } } as KubeObject
  assert.equal(revertTimes(other, created), other)
})
