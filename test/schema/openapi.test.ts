import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { encodeOpenapiV2 } from '../../src/schema/gnostic.ts'
import { encodeOpenapiV3 } from '../../src/schema/gnostic-v3.ts'
import {
  definition,
  openapiNameOf,
  openapiV2Definitions,
  openapiV3Schemas,
} from '../../src/schema/openapi.ts'
import { builtinStructNames } from '../../src/schema/table.ts'

type Schema = Record<string, unknown> & { properties?: Record<string, Schema>; items?: Schema }

const v3 = (names: string[], of?: { group: string; version: string }) =>
  openapiV3Schemas(names, of) as Record<string, Schema>

/** A schema without its texts. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(
    ([key, inner]) => key !== 'description' || typeof inner !== 'string',
  )
  return Object.fromEntries(entries.map(([key, inner]) => [key, bare(inner)]))
}

test('names in documents tell where a type comes from', () => {
  assert.equal(openapiNameOf('core/v1.Pod'), 'io.k8s.api.core.v1.Pod')
  assert.equal(
    openapiNameOf('meta/v1.ObjectMeta'),
    'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta',
  )
  assert.equal(
    openapiNameOf('apiregistration/v1.APIService'),
    'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService',
  )
})

test('all that a type is made of comes with it', () => {
  assert.deepEqual(Object.keys(v3(['coordination/v1.LeaseList'])), [
    'io.k8s.api.coordination.v1.Lease',
    'io.k8s.api.coordination.v1.LeaseList',
    'io.k8s.api.coordination.v1.LeaseSpec',
    'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1',
    'io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta',
    'io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry',
    'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime',
    'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta',
    'io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference',
    'io.k8s.apimachinery.pkg.apis.meta.v1.ShardInfo',
    'io.k8s.apimachinery.pkg.apis.meta.v1.Time',
  ])
})

test('v3 tells defaults, keys of lists and how patches merge', () => {
  const ports = v3(['core/v1.Container'])['io.k8s.api.core.v1.Container']?.properties?.ports
  assert.deepEqual(bare(ports), {
    type: 'array',
    items: {
      default: {},
      allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.ContainerPort' }],
    },
    'x-kubernetes-list-map-keys': ['containerPort', 'protocol'],
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-patch-merge-key': 'containerPort',
    'x-kubernetes-patch-strategy': 'merge',
  })
  const port = v3(['core/v1.ContainerPort'])['io.k8s.api.core.v1.ContainerPort']
  assert.deepEqual(bare(port?.properties?.protocol), {
    default: 'TCP',
    type: 'string',
    enum: ['SCTP', 'TCP', 'UDP'],
  })
  assert.deepEqual(bare(port?.properties?.containerPort), {
    default: 0,
    type: 'integer',
    format: 'int32',
  })
})

test('options of a delete are told for the group of the document, in v2 for all groups', () => {
  const name = 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions'
  const options = v3(['meta/v1.DeleteOptions'], { group: 'apps', version: 'v1' })[name]
  assert.deepEqual(options?.['x-kubernetes-group-version-kind'], [
    { group: '', version: 'v1', kind: 'DeleteOptions' },
    { group: 'apps', version: 'v1', kind: 'DeleteOptions' },
  ])
  const all = openapiV2Definitions(['meta/v1.DeleteOptions']) as Record<string, Schema>
  const kinds = (all[name]?.['x-kubernetes-group-version-kind'] ?? []) as unknown[]
  assert.ok(kinds.length > 20)
})

test('a definition gives texts, values and what is required', () => {
  const { description, required, enums, groupVersionKinds } = definition('apps/v1.DaemonSet')
  assert.match(description ?? '', /DaemonSet/)
  assert.deepEqual({ required, enums }, { required: [], enums: {} })
  assert.deepEqual(groupVersionKinds, [{ group: 'apps', version: 'v1', kind: 'DaemonSet' }])
  assert.deepEqual(definition('core/v1.ContainerPort').required, ['containerPort'])
})

test('a document of v2 becomes the messages of gnostic', () => {
  const bytes = encodeOpenapiV2({
    swagger: '2.0',
    info: { title: 'K', version: 'v1' },
    definitions: { A: { type: 'string', 'x-a': 1 } },
  })
  const want = [
    '0a03322e30', // 1 swagger
    '12070a014b12027631', // 2 info {1 title, 2 version}
    '4a1f0a1d0a01411218b201080a06737472696e67fa010a0a03782d6112031201', // 9 definitions {1 {1 name, 2 schema …
    '31', // … {22 type {1 value}, 31 extension {1 name, 2 {2 yaml}}}}}
  ]
  assert.equal(Buffer.from(bytes).toString('hex'), want.join(''))
})

test('a document of v3 becomes the messages of gnostic', () => {
  const bytes = encodeOpenapiV3({
    openapi: '3.0.0',
    info: { title: 'K', version: 'v1' },
    components: { schemas: { A: { type: 'string', default: {}, 'x-a': 1 }, B: { $ref: '#/A' } } },
  })
  const want = [
    '0a05332e302e30', // 1 openapi
    '12070a014b32027631', // 2 info {1 title, 6 version}
    '2a320a30', // 5 components {1 schemas {
    '0a200a0141121b0a19ca0106737472696e678a0200a2020a0a03782d6112031201', // 1 {1 name, 2 {1 schema {…
    '31', // … 25 type, 33 default {}, 36 extension {1 name, 2 {2 yaml}}}}}
    '0a0c0a0142120712050a03232f41', // 1 {1 name, 2 {2 reference}}
  ]
  assert.equal(Buffer.from(bytes).toString('hex'), want.join(''))
})

const published =
  process.env.KUBERNETES_SWAGGER ??
  new URL('../../../shared/facts/swagger-1.36.0.json', import.meta.url).pathname
const differsBecause: Record<string, string> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity':
    'no npm package carries its text; ours is shorter',
}

test('definitions are those that Kubernetes publishes', {
  skip: !existsSync(published) && 'the published document is not at hand',
}, () => {
  const theirs = (
    JSON.parse(readFileSync(published, 'utf8')) as { definitions: Record<string, Schema> }
  ).definitions
  const ours = openapiV2Definitions([...builtinStructNames(), 'meta/v1.Patch', 'pkg/version.Info'])
  for (const [name, schema] of Object.entries(ours))
    if (theirs[name] !== undefined && !(name in differsBecause))
      assert.deepEqual(comparable(schema), comparable(theirs[name]), name)
})

/** Without what only a running server tells: the values of fields; orders do not count. */
function comparable(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map(item => comparable(item))
    const isOrdered = key !== 'required' && key !== 'x-kubernetes-group-version-kind'
    return isOrdered ? items : items.map(item => JSON.stringify(item)).sort()
  }
  if (key === 'description' && typeof value === 'string')
    return value.replace(/\s*Possible enum values:[\s\S]*$/, '')
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(
    ([name, inner]) => name !== 'enum' || !Array.isArray(inner),
  )
  return Object.fromEntries(entries.sort().map(([name, inner]) => [name, comparable(inner, name)]))
}
