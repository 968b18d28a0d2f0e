import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deepFreeze } from '../../src/meta/freeze.ts'
import type { JsonObject, KubeObject } from '../../src/meta/object.ts'
import { applyConfiguration } from '../../src/patch/apply.ts'
import { trackUpdate } from '../../src/patch/managed-fields/track.ts'
import { apply, bodyOf, configMap, data, failure, owners, play, pod, START_MS } from './applying.ts'

const b = { 'f:data': { 'f:b': {} } }

test('apply: conflicts are told by manager, each with a cause', () => {
  const live = play([
    ['m1+', data({ a: '1' })],
    ['m2+', data({ b: '1' })],
    ['m3=', data({ a: '1', b: '1', c: '1' })],
  ])
  const error = failure(() => apply(live, 'm4', data({ a: '2', b: '2', c: '2' })))
  assert.equal(
    error.message,
    [
      'Apply failed with 3 conflicts: conflicts with "m1":',
      '- .data.a',
      'conflicts with "m2":',
      '- .data.b',
      'conflicts with "m3" using v1:',
      '- .data.c',
    ].join('\n'),
  )
  assert.deepEqual(error.status.details?.causes?.[2], {
    reason: 'FieldManagerConflict',
    message: 'conflict with "m3" using v1',
    field: '.data.c',
  })
  assert.deepEqual([error.code, error.reason], [409, 'Conflict'])
})

test('apply: one conflict is told in a line, and an equal value is none', () => {
  const live = play([['one+', pod({ containers: [{ name: 'c', image: 'i' }] })]])
  const image = (value: string) => pod({ containers: [{ name: 'c', image: value }] })
  assert.equal(
    failure(() => apply(live, 'two', image('j'))).message,
    'Apply failed with 1 conflict: conflict with "one": .template.spec.containers[name="c"].image',
  )
  assert.deepEqual(Object.keys(owners(apply(live, 'two', image('i')))), ['two+', 'one+'])
})

test('apply: a configuration without metadata makes an object that has some', () => {
  const writer = { manager: 'm', apiVersion: 'v1', subresource: '', nowMs: START_MS }
  const config = { apiVersion: 'v1', ...data({ a: '1' }) }
  const { object } = applyConfiguration({
    live: undefined,
    config,
    shape: configMap,
    writer,
    force: false,
  })
  assert.deepEqual(Object.keys(object.metadata), ['managedFields'])
})

test('apply: an apply that changes nothing sets no time', () => {
  const live = play([['one+', data({ a: '1' })]])
  assert.equal(
    apply(live, 'one', data({ a: '1' })).metadata.managedFields,
    live.metadata.managedFields,
  )
  const [first] = apply(live, 'two', data({ a: '1' })).metadata.managedFields ?? []
  assert.deepEqual([first?.manager, first?.time], ['two', undefined])
})

test('apply: what nobody is recorded for belongs to before-first-apply', () => {
  const { managedFields: _, ...metadata } = play([['one+', data({ a: '1' })]]).metadata
  const live: KubeObject = { apiVersion: 'v1', ...data({ a: '1' }), metadata } as never
  const applied = apply(live, 'one', data({ b: '1' }))
  assert.deepEqual(owners(applied), {
    'one+': b,
    'before-first-apply=': { 'f:data': { '.': {}, 'f:a': {} } },
  })
  const error = failure(() => apply(live, 'one', data({ a: '2' })))
  assert.match(error.message, /conflict with "before-first-apply" using v1: \.data\.a$/)
})

const refused: Record<string, { config: JsonObject; code: number; message: string }> = {
  'another kind': {
    config: { kind: 'Secret', apiVersion: 'v1' },
    code: 400,
    message: 'invalid object type: /v1, Kind=Secret',
  },
  'another group': {
    config: { kind: 'ConfigMap', apiVersion: 'x.example.com/v1' },
    code: 400,
    message: 'invalid object type: x.example.com/v1, Kind=ConfigMap',
  },
  'no object at all': { config: {}, code: 400, message: 'invalid object type: /, Kind=' },
  'managedFields of its own': {
    config: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { managedFields: [] } },
    code: 400,
    message: 'metadata.managedFields must be nil',
  },
  'a field that is not declared': {
    config: {
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { name: 'a', namespace: 'n' },
      extra: 1,
    },
    code: 500,
    message:
      'failed to create typed patch object (n/a; /v1, Kind=ConfigMap): .extra: field not declared in schema',
  },
  'a value that Go does not take': {
    config: {
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { name: 'a' },
      binaryData: { b: 'not base64' },
    },
    code: 500,
    message:
      'failed to convert new object (/a; /v1, Kind=ConfigMap) to proper version: unable to convert unstructured object to /v1, Kind=ConfigMap: error decoding from json: illegal base64 data at input byte 3',
  },
}

for (const [name, { config, code, message }] of Object.entries(refused))
  test(`apply: a configuration with ${name} is refused`, () => {
    const writer = { manager: 'm', apiVersion: 'v1', subresource: '', nowMs: START_MS }
    const error = failure(() =>
      applyConfiguration({
        live: undefined,
        config,
        shape: configMap,
        writer,
        force: false,
        kind: 'ConfigMap',
      }),
    )
    assert.deepEqual([error.code, error.message], [code, message])
  })

const ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration'

test('apply: kubectl takes what its last applied configuration names, and rewrites the annotation', () => {
  const last = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: '1' } }
  const annotations = { [ANNOTATION]: JSON.stringify(last) }
  const created = { apiVersion: 'v1', ...data({ a: '1' }), metadata: { name: 'a', annotations } }
  const writer = {
    manager: 'kubectl-client-side-apply',
    apiVersion: 'v1',
    subresource: '',
    nowMs: START_MS,
  }
  const next = created as unknown as KubeObject
  const tracked = trackUpdate({ old: undefined, next, shape: configMap, writer })
  const live = deepFreeze({ ...tracked, metadata: { ...tracked.metadata, uid: 'u' } })
  const applied = apply(live, 'kubectl', data({ a: '2' }))
  assert.deepEqual(bodyOf(applied), { data: { a: '2' } })
  assert.equal(
    applied.metadata.annotations?.[ANNOTATION],
    '{"apiVersion":"v1","data":{"a":"2"},"kind":"ConfigMap","metadata":{"name":"a"}}\n',
  )
  assert.match(failure(() => apply(live, 'helm', data({ a: '2' }))).message, /\.data\.a$/)
})

test('apply: sets of other versions are held against the object as those show it', () => {
  const live = play([['one+', data({ a: '1' })]])
  const entry = {
    ...live.metadata.managedFields?.[0],
    apiVersion: 'v2',
    fieldsV1: { 'f:data': { 'f:A': {} } },
  }
  const stored = deepFreeze({
    ...live,
    metadata: { ...live.metadata, managedFields: [entry] },
  }) as KubeObject
  const upper = (from: KubeObject): KubeObject => {
    const shown = Object.entries((from as KubeObject & { data?: object }).data ?? {})
    return {
      ...from,
      data: Object.fromEntries(shown.map(([key, value]) => [key.toUpperCase(), value])),
    } as KubeObject
  }
  const lower = (from: KubeObject): KubeObject => {
    const shown = Object.entries((from as KubeObject & { data?: object }).data ?? {})
    return {
      ...from,
      data: Object.fromEntries(shown.map(([key, value]) => [key.toLowerCase(), value])),
    } as KubeObject
  }
  const versions = (apiVersion: string) => ({
    shape: configMap,
    convert: apiVersion === 'v2' ? upper : lower,
  })
  assert.match(
    failure(() => apply(stored, 'two', data({ a: '2' }), { versions })).message,
    /"one": \.data\.A$/,
  )
  const moved = apply(stored, 'one', data({ b: '1' }), { versions })
  assert.deepEqual(bodyOf(moved), { data: { b: '1' } })
  assert.deepEqual(owners(moved), { 'one+': b })
})
