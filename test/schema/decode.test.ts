import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sentEmpty } from '../../src/schema/decode/empties.ts'
import { DecodeError, decode, zero } from '../../src/schema/decode.ts'
import { parseJson } from '../../src/schema/json.ts'
import { builtinStructNames, builtinTypes } from '../../src/schema/table.ts'

const types = builtinTypes()
const read = (name: string, json: unknown) => decode(types, name, json).value
/** The text of what came out: the order of fields counts. */
const printed = (name: string, json: unknown) => JSON.stringify(read(name, json))

test('fields come out in the order of the Go type', () => {
  assert.equal(
    printed('core/v1.ConfigMap', {
      data: { b: '1', a: '2' },
      metadata: { namespace: 'x', name: 'y' },
      kind: 'ConfigMap',
    }),
    '{"kind":"ConfigMap","metadata":{"name":"y","namespace":"x"},"data":{"a":"2","b":"1"}}',
  )
})

const omitted: Record<string, { type: string; json: object; want: string }> = {
  'a struct that is no pointer is always there': {
    type: 'core/v1.Container',
    json: { name: 'c' },
    want: '{"name":"c","resources":{}}',
  },
  'a list that is never left out is null': {
    type: 'core/v1.PodSpec',
    json: {},
    want: '{"containers":null}',
  },
  'an explicit zero of a pointer is kept': {
    type: 'apps/v1.DeploymentSpec',
    json: { replicas: 0, paused: false },
    want: '{"replicas":0,"selector":null,"template":{"metadata":{},"spec":{"containers":null}},"strategy":{}}',
  },
  'null is as good as nothing': {
    type: 'meta/v1.ObjectMeta',
    json: {
      name: null,
      labels: null,
      creationTimestamp: null,
      deletionTimestamp: null,
      finalizers: [],
    },
    want: '{}',
  },
  'a null item of a list is the zero of its type': {
    type: 'core/v1.PodSpec',
    json: { containers: [null] },
    want: '{"containers":[{"name":"","resources":{}}]}',
  },
  'a number that is never left out is zero': {
    type: 'apps/v1.DaemonSetStatus',
    json: {},
    want: '{"currentNumberScheduled":0,"numberMisscheduled":0,"desiredNumberScheduled":0,"numberReady":0}',
  },
}
for (const [claim, { type, json, want }] of Object.entries(omitted))
  test(claim, () => assert.equal(printed(type, json), want))

const canonical: Record<string, { type: string; json: object; want: object }> = {
  'amounts are spelled canonically': {
    type: 'core/v1.ResourceRequirements',
    json: { requests: { memory: '1024Mi', cpu: 0.5 } },
    want: { requests: { cpu: '500m', memory: '1Gi' } },
  },
  'amounts of resources are rounded up to thousandths, others are not': {
    type: 'core/v1.PodSpec',
    json: {
      overhead: { cpu: '0.0001', memory: '1234567.8901' },
      volumes: [{ name: 'v', emptyDir: { sizeLimit: '1u' } }],
    },
    want: {
      volumes: [{ name: 'v', emptyDir: { sizeLimit: '1u' } }],
      containers: null,
      overhead: { cpu: '1m', memory: '1234567891m' },
    },
  },
  'times are cut to seconds in UTC': {
    type: 'meta/v1.ObjectMeta',
    json: { creationTimestamp: '2026-01-02T03:04:05.678+02:00' },
    want: { creationTimestamp: '2026-01-02T01:04:05Z' },
  },
  'the year 1 is no time': {
    type: 'core/v1.PodCondition',
    json: { type: 'A', status: 'B', lastProbeTime: '0001-01-01T00:00:00Z' },
    want: { type: 'A', lastProbeTime: null, lastTransitionTime: null, status: 'B' },
  },
  'times with microseconds keep six digits': {
    type: 'coordination/v1.LeaseSpec',
    json: { renewTime: '2026-01-02T03:04:05.000006+01:00' },
    want: { renewTime: '2026-01-02T02:04:05.000006Z' },
  },
  'numbers or texts stay what they are': {
    type: 'apps/v1.RollingUpdateDeployment',
    json: { maxSurge: 1, maxUnavailable: '25%' },
    want: { maxUnavailable: '25%', maxSurge: 1 },
  },
  'bytes are encoded canonically': {
    type: 'core/v1.Secret',
    json: { data: { a: 'YWI=\n', b: '' } },
    want: { metadata: {}, data: { a: 'YWI=', b: '' } },
  },
}
for (const [claim, { type, json, want }] of Object.entries(canonical))
  test(claim, () => assert.deepEqual(read(type, json), want))

const refused: Record<string, { type: string; json: unknown; error: string }> = {
  'an object where a list belongs': {
    type: 'core/v1.Node',
    json: { spec: { taints: {} } },
    error:
      'json: cannot unmarshal object into Go struct field NodeSpec.spec.taints of type []v1.Taint',
  },
  'a number where a text belongs, within a map': {
    type: 'core/v1.Pod',
    json: { metadata: { labels: { a: 1 } } },
    error:
      'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
  },
  'a named type is quoted by its name': {
    type: 'core/v1.Pod',
    json: { spec: { containers: [{ imagePullPolicy: true }] } },
    error:
      'json: cannot unmarshal bool into Go struct field Container.spec.containers.imagePullPolicy of type v1.PullPolicy',
  },
  'embedded structs stand in the path': {
    type: 'core/v1.Pod',
    json: { spec: { volumes: [{ hostPath: 'x' }] } },
    error:
      'json: cannot unmarshal string into Go struct field Volume.spec.volumes.VolumeSource.hostPath of type v1.HostPathVolumeSource',
  },
  'a number that is too large': {
    type: 'apps/v1.Deployment',
    json: { spec: { replicas: 2147483648 } },
    error:
      'json: cannot unmarshal number 2147483648 into Go struct field DeploymentSpec.spec.replicas of type int32',
  },
  'a fraction': {
    type: 'apps/v1.Deployment',
    json: { spec: { replicas: 1.5 } },
    error:
      'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
  },
  'the whole of another sort': {
    type: 'core/v1.Pod',
    json: [],
    error: 'json: cannot unmarshal array into Go value of type v1.Pod',
  },
  'a time that is none': {
    type: 'meta/v1.ObjectMeta',
    json: { creationTimestamp: '2026-13-01T00:00:00Z' },
    error: 'parsing time "2026-13-01T00:00:00Z": month out of range',
  },
  'a time of another sort': {
    type: 'meta/v1.ObjectMeta',
    json: { creationTimestamp: 5 },
    error:
      'json: cannot unmarshal number into Go struct field ObjectMeta.creationTimestamp of type string',
  },
  'bytes that are no base64': {
    type: 'core/v1.Secret',
    json: { data: { a: 'abc' } },
    error: 'illegal base64 data at input byte 0',
  },
}
for (const [claim, { type, json, error }] of Object.entries(refused))
  test(`refused: ${claim}`, () => {
    assert.throws(() => decode(types, type, json), new DecodeError(error))
  })

test('what reads itself fails before what was met earlier', () => {
  const json = {
    metadata: { labels: [] },
    spec: { containers: [{ resources: { limits: { cpu: 'x' } } }] },
  }
  assert.throws(() => decode(types, 'core/v1.Pod', json), /quantities must match/)
})

test('unknown fields are told by their paths, also within lists and maps', () => {
  const json = {
    spec: { initContainers: [{ volumeMounts: [{}, { hostPath: 1 }] }], foo: 1 },
    bar: { inner: 1 },
  }
  assert.deepEqual(decode(types, 'core/v1.Pod', json).unknown, [
    'spec.initContainers[0].volumeMounts[1].hostPath',
    'spec.foo',
    'bar',
  ])
})

test('unknown and doubled fields are told in the order in which they stand', () => {
  const { value } = parseJson(
    '{"metadata":{"foo":1,"name":"a","name":"b"},"data":{"x":"1","x":"2"},"bar":1}',
  )
  assert.deepEqual(decode(types, 'core/v1.ConfigMap', value).strict, [
    'unknown field "metadata.foo"',
    'duplicate field "metadata.name"',
    'duplicate field "data.x"',
    'unknown field "bar"',
  ])
})

/** What is read into one place twice, by what stands in a Pod. */
const twice: Readonly<Record<string, { json: string; want: object; strict: readonly string[] }>> = {
  'structs are joined, deep within too': {
    json: '{"securityContext":{"runAsUser":1},"securityContext":{"runAsGroup":2}}',
    want: { securityContext: { runAsUser: 1, runAsGroup: 2 } },
    strict: ['securityContext'],
  },
  'maps are joined': {
    json: '{"nodeSelector":{"a":"1"},"nodeSelector":{"b":"2","b":"3"}}',
    want: { nodeSelector: { a: '1', b: '3' } },
    strict: ['nodeSelector', 'nodeSelector.b'],
  },
  'elements of lists are read into those before': {
    json: '{"tolerations":[{"key":"a","value":"x"},{}],"tolerations":[{"key":"b"}]}',
    want: { tolerations: [{ key: 'b', value: 'x' }] },
    strict: ['tolerations'],
  },
  'three and more are joined one after the other': {
    json: '{"nodeSelector":{"a":"1"},"nodeSelector":{"b":"2"},"nodeSelector":null,"nodeSelector":{"c":"3"},"nodeSelector":{"d":"4"}}',
    want: { nodeSelector: { c: '3', d: '4' } },
    strict: ['nodeSelector'],
  },
  'a shorter list cuts off what was longer': {
    json: '{"tolerations":[{},{"key":"a"}],"tolerations":[{"key":"b"}],"tolerations":[{},{"value":"x"}]}',
    want: { tolerations: [{ key: 'b' }, { value: 'x' }] },
    strict: ['tolerations'],
  },
  'null takes pointers, lists and maps away, but leaves scalars': {
    json: '{"nodeSelector":{"a":"1"},"nodeSelector":null,"nodeName":"n","nodeName":null}',
    want: { nodeName: 'n' },
    strict: ['nodeSelector', 'nodeName'],
  },
}
for (const [claim, { json, want, strict }] of Object.entries(twice))
  test(`of a key that stands twice, ${claim}`, () => {
    const { value } = parseJson(`{"spec":${json}}`)
    const read = decode(types, 'core/v1.Pod', value)
    assert.deepEqual(read.value['spec'], { ...want, containers: null })
    assert.deepEqual(
      read.strict,
      strict.map(path => `duplicate field "spec.${path}"`),
    )
  })

test('a misfit counts, though its key stands once more', () => {
  const { value } = parseJson('{"spec":{"hostNetwork":1},"spec":{}}')
  assert.throws(
    () => decode(types, 'core/v1.Pod', value),
    /PodSpec\.spec\.hostNetwork of type bool/,
  )
})

test('numbers are judged by how they were written', () => {
  const { value } = parseJson('{"spec":{"replicas":1.0}}')
  assert.throws(
    () => decode(types, 'apps/v1.Deployment', value),
    /cannot unmarshal number 1\.0 into/,
  )
})

test('reading twice changes nothing, for the zero of every type', () => {
  for (const name of builtinStructNames()) {
    const first = zero(types, name)
    assert.deepEqual(decode(types, name, first), { value: first, unknown: [], strict: [] }, name)
  }
})

test('a schema within a schema is read, its unknown fields are dropped in silence', () => {
  const json = {
    type: 'object',
    additionalProperties: { type: 'string', foo: 1 },
    items: [{ bar: 1 }],
  }
  assert.deepEqual(decode(types, 'apiextensions/v1.JSONSchemaProps', json), {
    value: { type: 'object', items: [{}], additionalProperties: { type: 'string' } },
    unknown: [],
    strict: [],
  })
})

test('what was sent empty is not kept, but remembered beside what was read', () => {
  const { template = {} } = read('apps/v1.DeploymentSpec', {
    template: { metadata: { labels: {}, annotations: null, finalizers: [] } },
  }) as { template?: { metadata?: object } }
  const { metadata = {} } = template
  assert.deepEqual(metadata, {})
  assert.deepEqual(sentEmpty(metadata, 'labels'), {})
  assert.deepEqual(sentEmpty(metadata, 'finalizers'), [])
  for (const name of ['annotations', 'ownerReferences'])
    assert.equal(sentEmpty(metadata, name), undefined)
})
