import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Kind } from '../../src/meta/kind.ts'
import { inV2, unfolded } from '../../src/rest/openapi/custom-schema.ts'
import { serve } from './support.ts'

const open = { 'x-kubernetes-preserve-unknown-fields': true }
const either = { 'x-kubernetes-int-or-string': true }
const words = [{ type: 'integer' }, { type: 'string' }]
const text = { type: 'string' }

const simplified: Record<string, { schema: object; want: object }> = {
  'junctors are left out': {
    schema: { type: 'object', anyOf: [{ required: ['a'] }], not: {}, properties: { a: text } },
    want: { type: 'object', properties: { a: text } },
  },
  'what may be null has no type and is not required': {
    schema: {
      type: 'object',
      properties: { a: { type: 'string', nullable: true }, b: text },
      required: ['a', 'b'],
    },
    want: { type: 'object', properties: { a: {}, b: text }, required: ['b'] },
  },
  'what lets any field pass names none': {
    schema: { type: 'object', ...open, properties: { a: text } },
    want: open,
  },
  'a list without items has no type': {
    schema: { type: 'array', ...open, items: text },
    want: open,
  },
  'items and values are simplified, too': {
    schema: {
      type: 'array',
      items: { type: 'object', additionalProperties: { ...text, oneOf: [] } },
    },
    want: { type: 'array', items: { type: 'object', additionalProperties: text } },
  },
}

for (const [claim, { schema, want }] of Object.entries(simplified))
  test(`in OpenAPI v2 ${claim}`, () => {
    assert.deepEqual(inV2({ ...schema }), want)
  })

const spelt: Record<string, { schema: object; want: object }> = {
  'is told in plain words': { schema: either, want: { ...either, anyOf: words } },
  'is not told twice': {
    schema: { ...either, anyOf: words },
    want: { ...either, anyOf: words },
  },
  'keeps what else it may be': {
    schema: { ...either, anyOf: [{ minimum: 1 }] },
    want: { ...either, anyOf: [{ minimum: 1 }], allOf: [{ anyOf: words }] },
  },
}

for (const [claim, { schema, want }] of Object.entries(spelt))
  test(`what may be a number or a string ${claim}`, () => {
    assert.deepEqual(unfolded({ ...schema }), want)
  })

const gears: Kind = {
  group: 'example.com',
  kind: 'Gear',
  listKind: 'GearList',
  plural: 'gears',
  singular: 'gear',
  namespaced: true,
  verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  versions: [{ version: 'v1', type: '', selectable: { 'spec.metal': () => '' } }],
  storageVersion: 'v1',
  hasGeneration: true,
  custom: {
    schema: {
      type: 'object',
      properties: {
        whole: { type: 'object', 'x-kubernetes-embedded-resource': true, required: ['kind'] },
      },
    },
  },
}

const NAME = 'com.example.v1.Gear'
const ONE = '/apis/example.com/v1/namespaces/{namespace}/gears/{name}'

test('the document of v2 tells custom resources as long as they are there', async () => {
  const { app, table } = await serve()
  const swagger = async () => (await app.inject('/openapi/v2')).json()
  assert.equal((await swagger()).definitions[NAME], undefined)
  table.add(gears)
  const { definitions, paths } = await swagger()
  assert.deepEqual(definitions[NAME]['x-kubernetes-group-version-kind'], [
    { group: 'example.com', kind: 'Gear', version: 'v1' },
  ])
  assert.equal(
    definitions[NAME].properties.metadata.$ref,
    '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta',
  )
  assert.equal(definitions[`${NAME}List`].properties.items.items.$ref, `#/definitions/${NAME}`)
  assert.deepEqual(paths[ONE].patch.consumes, [
    'application/json-patch+json',
    'application/merge-patch+json',
    'application/apply-patch+yaml',
  ])
  assert.deepEqual(paths[ONE].get.produces, ['application/json', 'application/yaml'])
  assert.equal(paths['/apis/example.com/v1/'], undefined)
  table.remove(gears)
  assert.equal((await swagger()).definitions[NAME], undefined)
})

test('both documents tell what stands in embedded objects, and what selects', async () => {
  const { app, table } = await serve()
  table.add(gears)
  const v2 = (await app.inject('/openapi/v2')).json().definitions[NAME]
  const v3 = (await app.inject('/openapi/v3/apis/example.com/v1')).json().components.schemas[NAME]
  for (const schema of [v2, v3]) {
    const { whole } = schema.properties
    assert.deepEqual(Object.keys(whole.properties).sort(), ['apiVersion', 'kind', 'metadata'])
    assert.deepEqual(whole.required, ['kind', 'apiVersion'])
    assert.deepEqual(schema['x-kubernetes-selectable-fields'], [{ fieldPath: 'spec.metal' }])
  }
})

test('of custom resources that let any field pass, the document of v2 tells none', async () => {
  const { app, table } = await serve()
  table.add({ ...gears, custom: { schema: { type: 'object', ...open } } })
  const { definitions } = (await app.inject('/openapi/v2')).json()
  assert.equal(definitions[NAME].properties, undefined)
})
