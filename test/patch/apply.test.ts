import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { deepFreeze } from '../../src/meta/freeze.ts'
import type { JsonObject, KubeObject } from '../../src/meta/object.ts'
import { StatusError } from '../../src/meta/status.ts'
import { type Application, applyConfiguration } from '../../src/patch/apply.ts'
import { trackUpdate } from '../../src/patch/managed-fields/track.ts'
import { shapeOf } from '../../src/patch/shape.ts'
import { builtinTypes } from '../../src/schema/table.ts'

const types = builtinTypes()
const configMap = shapeOf(types, 'core/v1.ConfigMap')
const template = shapeOf(types, 'core/v1.PodTemplate')
const START_MS = Date.UTC(2026, 0, 1)
let seconds = 0

const data = (members: object): JsonObject => ({ kind: 'ConfigMap', data: members })
const pod = (spec: object): JsonObject => ({ kind: 'PodTemplate', template: { spec } })

function apply(
  live: KubeObject | undefined,
  manager: string,
  body: JsonObject,
  more: Partial<Application> = {},
): KubeObject {
  const writer = { manager, apiVersion: 'v1', subresource: '', nowMs: START_MS + seconds++ * 1_000 }
  const config = {
    apiVersion: 'v1',
    ...body,
    metadata: { name: 'a', ...(body['metadata'] as object) },
  }
  const shape = body['kind'] === 'ConfigMap' ? configMap : template
  const { object } = applyConfiguration({ live, config, shape, writer, force: false, ...more })
  return deepFreeze({ ...object, metadata: { ...object.metadata, uid: 'u' } })
}

function update(live: KubeObject, manager: string, body: JsonObject): KubeObject {
  const writer = { manager, apiVersion: 'v1', subresource: '', nowMs: START_MS + seconds++ * 1_000 }
  const shape = body['kind'] === 'ConfigMap' ? configMap : template
  return deepFreeze(trackUpdate({ old: live, next: { ...live, ...body }, shape, writer }))
}

const forced = { force: true }

/** `one+` applies, `one=` updates, `one!` applies by force. */
type Step = [who: string, body: JsonObject]

function play(steps: readonly Step[]): KubeObject {
  let live: KubeObject | undefined
  for (const [who, body] of steps) {
    const manager = who.slice(0, -1)
    if (who.endsWith('=') && live !== undefined) live = update(live, manager, body)
    else live = apply(live, manager, body, who.endsWith('!') ? forced : {})
  }
  return live as KubeObject
}

function owners(of: KubeObject): Record<string, unknown> {
  const entries = of.metadata.managedFields ?? []
  return Object.fromEntries(
    entries.map(entry => [
      `${entry.manager}${entry.operation === 'Apply' ? '+' : '='}`,
      entry.fieldsV1,
    ]),
  )
}

const bodyOf = ({ apiVersion: _1, kind: _2, metadata: _3, ...body }: KubeObject): object => body

const a = { 'f:data': { 'f:a': {} } }
const b = { 'f:data': { 'f:b': {} } }

const cases: Record<string, { steps: Step[]; body: object; owners?: object }> = {
  'an applier owns what it names, not the maps around it': {
    steps: [['one+', data({ a: '1' })]],
    body: { data: { a: '1' } },
    owners: { 'one+': a },
  },
  'what an applier leaves out goes': {
    steps: [
      ['one+', data({ a: '1', b: '1' })],
      ['one+', data({ b: '1' })],
    ],
    body: { data: { b: '1' } },
    owners: { 'one+': b },
  },
  'the map goes with its last member': {
    steps: [
      ['one+', data({ a: '1' })],
      ['one+', { kind: 'ConfigMap' }],
    ],
    body: {},
    owners: {},
  },
  'an empty map is owned and stays': {
    steps: [['one+', data({})]],
    body: { data: {} },
    owners: { 'one+': { 'f:data': {} } },
  },
  'a shared field stays until its last owner leaves it out': {
    steps: [
      ['one+', data({ a: '1' })],
      ['two+', data({ a: '1' })],
      ['one+', data({})],
    ],
    body: { data: { a: '1' } },
    owners: { 'two+': a, 'one+': { 'f:data': {} } },
  },
  'what an updater made stays when an applier lets it go': {
    steps: [
      ['one+', data({ a: '1' })],
      ['two=', data({ a: '2' })],
      ['one!', data({ a: '2' })],
      ['one+', data({})],
    ],
    body: { data: { a: '2' } },
  },
  'force takes the field and leaves what else is owned': {
    steps: [
      ['one+', data({ a: '1', b: '1' })],
      ['two!', data({ a: '2' })],
    ],
    body: { data: { a: '2', b: '1' } },
    owners: { 'one+': b, 'two+': a },
  },
  'who loses everything has no entry': {
    steps: [
      ['one+', data({ a: '1' })],
      ['two!', data({ a: '2' })],
    ],
    body: { data: { a: '2' } },
    owners: { 'two+': a },
  },
  'applier and updater of one name are two managers': {
    steps: [
      ['one+', data({ a: '1' })],
      ['one=', data({ a: '1', b: '1' })],
    ],
    body: { data: { a: '1', b: '1' } },
    owners: { 'one+': a, 'one=': b },
  },
  'appliers own an element each': {
    steps: [
      ['one+', pod({ containers: [{ name: 'a', image: 'i' }] })],
      ['two+', pod({ containers: [{ name: 'b', image: 'i' }] })],
      ['one+', pod({})],
    ],
    body: { template: { spec: { containers: [{ name: 'b', image: 'i' }] } } },
  },
  'a default of a key counts': {
    steps: [
      ['one+', pod({ containers: [{ name: 'a', ports: [{ containerPort: 80 }] }] })],
      [
        'two+',
        pod({ containers: [{ name: 'a', ports: [{ containerPort: 80, protocol: 'TCP' }] }] }),
      ],
      [
        'two+',
        pod({ containers: [{ name: 'a', ports: [{ containerPort: 80, protocol: 'UDP' }] }] }),
      ],
    ],
    body: {
      template: {
        spec: {
          containers: [
            { name: 'a', ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }] },
          ],
        },
      },
    },
  },
  'a member of a union switches when its one owner leaves the other out': {
    steps: [
      ['one+', pod({ volumes: [{ name: 'v', emptyDir: {} }] })],
      ['one+', pod({ volumes: [{ name: 'v', hostPath: { path: '/' } }] })],
    ],
    body: { template: { spec: { volumes: [{ name: 'v', hostPath: { path: '/' } }] } } },
  },
  'elements of the object keep their place around those applied': {
    steps: [
      ['one+', pod({ containers: ['x', 'b', 'y'].map(name => ({ name })) })],
      ['two+', pod({ containers: ['b', 'n'].map(name => ({ name })) })],
    ],
    body: { template: { spec: { containers: ['x', 'b', 'y', 'n'].map(name => ({ name })) } } },
  },
  'the configuration orders what it names': {
    steps: [
      ['one+', pod({ containers: ['a', 'b', 'c'].map(name => ({ name })) })],
      ['two+', pod({ containers: ['c', 'a'].map(name => ({ name })) })],
    ],
    body: { template: { spec: { containers: ['b', 'c', 'a'].map(name => ({ name })) } } },
  },
}

for (const [name, { steps, body, owners: want }] of Object.entries(cases))
  test(`apply: ${name}`, () => {
    const live = play(steps)
    assert.deepEqual(bodyOf(live), body)
    if (want !== undefined) assert.deepEqual(owners(live), want)
  })

function failure(run: () => unknown): StatusError {
  try {
    run()
  } catch (error) {
    if (error instanceof StatusError) return error
    throw error
  }
  throw new assert.AssertionError({ message: 'nothing was refused' })
}

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

const members = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'), {
  maxKeys: 3,
})
const step = fc.tuple(fc.constantFrom('one!', 'two!', 'three='), members)
const history = fc.array(step, { minLength: 1, maxLength: 5 })

test('apply: applied twice is applied once', () => {
  fc.assert(
    fc.property(history, members, (steps, wanted) => {
      const live = play(steps.map(([who, d]): Step => [who, data(d)]))
      const once = apply(live, 'me', data(wanted), forced)
      assert.deepEqual(apply(once, 'me', data(wanted)), once)
    }),
  )
})

test('apply: a field that its last applier leaves out goes, one that others own stays', () => {
  fc.assert(
    fc.property(history, members, (steps, wanted) => {
      const live = play(steps.map(([who, d]): Step => [who, data(d)]))
      const applied = apply(live, 'me', data(wanted), forced)
      const left = apply(applied, 'me', { kind: 'ConfigMap' }, forced)
      const kept = (left as KubeObject & { data?: object }).data ?? {}
      const others = Object.values(owners(left)).flatMap(set =>
        Object.keys((set as Record<string, object>)['f:data'] ?? {}),
      )
      for (const key of Object.keys(wanted))
        assert.equal(Object.hasOwn(kept, key), others.includes(`f:${key}`))
    }),
  )
})

test('apply: whatever was before, the configuration holds when forced', () => {
  fc.assert(
    fc.property(history, members, (steps, wanted) => {
      const live = play(steps.map(([who, d]): Step => [who, data(d)]))
      const applied = apply(live, 'me', data(wanted), forced) as KubeObject & { data: object }
      assert.deepEqual({ ...applied.data, ...wanted }, { ...applied.data })
    }),
  )
})
