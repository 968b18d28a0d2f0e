import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crdDeletion } from '../../../src/kinds/crd/deletion.ts'
import { crdRules } from '../../../src/kinds/crd/rules.ts'
import { validateDefinition } from '../../../src/kinds/crd/validate.ts'
import { customKind } from '../../../src/kinds/customresource/row.ts'
import { ready } from '../../../src/meta/ready.ts'
import type {
  CustomResourceDefinition,
  JSONSchemaProps,
} from '../../../src/schema/generated/apiextensions-v1.ts'

const WRITE = { nowMs: 0, user: { name: 'test', groups: [] } }

function definition(spec: JSONSchemaProps, more: object = {}): CustomResourceDefinition {
  const openAPIV3Schema: JSONSchemaProps = { type: 'object', properties: { spec } }
  const draft: CustomResourceDefinition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.e.com' },
    spec: {
      group: 'e.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
      ...more,
    },
  }
  const full = crdRules.defaults?.(draft) ?? draft
  return crdRules.prepareForCreate?.(full, WRITE) ?? full
}

const texts = (crd: CustomResourceDefinition): string[] =>
  validateDefinition(crd).map(cause => `${cause.field}: ${cause.message}`)

const AT = 'spec.validation.openAPIV3Schema.properties[spec]'

const schemas: Record<string, { spec: JSONSchemaProps; want: string[] }> = {
  'a schema with a structure is taken': {
    spec: { type: 'object', properties: { a: { type: 'string', default: 'x' } } },
    want: [],
  },
  'every field has a type': {
    spec: { type: 'object', properties: { a: {} } },
    want: [
      `${AT}.properties[a].type: Required value: must not be empty for specified object fields`,
    ],
  },
  'branches carry no structure': {
    spec: { type: 'object', anyOf: [{ type: 'object' }] },
    want: [`${AT}.anyOf[0].type: Forbidden: must be empty to be structural`],
  },
  'a default obeys its schema': {
    spec: { type: 'object', properties: { a: { type: 'integer', minimum: 3, default: 1 } } },
    want: [
      `${AT}.properties[a].default: Invalid value: 1:  in body should be greater than or equal to 3`,
    ],
  },
  'a list with keys names them': {
    spec: {
      type: 'object',
      properties: {
        l: {
          type: 'array',
          items: { type: 'object', properties: { k: { type: 'string' } } },
          'x-kubernetes-list-type': 'map',
        },
      },
    },
    want: [
      `${AT}.properties[l].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map`,
    ],
  },
  'an expression is true or false': {
    spec: { type: 'object', 'x-kubernetes-validations': [{ rule: '1 + 1' }] },
    want: [
      `${AT}.x-kubernetes-validations[0].rule: Invalid value: {"Rule":"1 + 1","Message":"","MessageExpression":"","Reason":null,"FieldPath":"","OptionalOldSelf":null}: cel expression must evaluate to a bool`,
    ],
  },
}

for (const [claim, { spec, want }] of Object.entries(schemas))
  test(claim, () => assert.deepEqual(texts(definition(spec)), want))

test('an expression over lists without bounds costs too much', () => {
  const inner: JSONSchemaProps = { type: 'array', items: { type: 'string' } }
  const rule = 'self.all(x, x.all(y, self.all(z, z.all(w, w == y))))'
  const l: JSONSchemaProps = {
    type: 'array',
    items: inner,
    'x-kubernetes-validations': [{ rule }],
  }
  const found = texts(definition({ type: 'object', properties: { l } }))
  assert.equal(found.length, 3)
  assert.match(found[0] ?? '', /estimated rule cost exceeds budget by factor of more than 100x/)
})

test('versions are shown in the form that validation speaks', () => {
  const schema = { openAPIV3Schema: { type: 'object' } }
  const version = { name: 'v1', served: true, storage: false, schema }
  assert.deepEqual(texts(definition({}, { versions: [version] })), [
    'spec.versions: Invalid value: [{"Name":"v1","Served":true,"Storage":false,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null}]: must have exactly one version marked as storage version',
    'status.storedVersions: Invalid value: null: must have at least one stored version',
  ])
})

test('what is said of a name is said of the one that was asked for', () => {
  const named = (metadata: object): string[] =>
    texts({ ...definition({ type: 'object' }), metadata }).map(text => text.split(':')[0] ?? '')
  assert.deepEqual(named({}), [])
  assert.deepEqual(named({ name: 'x-1', generateName: 'x-' }), [
    'metadata.generateName',
    'metadata.name',
  ])
})

test('rules where no type is known are told at all of them', () => {
  const rules = [{ rule: 'true' }, { rule: 'false' }]
  const a = { 'x-kubernetes-preserve-unknown-fields': true, 'x-kubernetes-validations': rules }
  assert.deepEqual(texts(definition({ type: 'object', properties: { a } })), [
    `${AT}.properties[a].x-kubernetes-validations: Internal error: internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations`,
  ])
})

test('a webhook that converts has a URL that parses', () => {
  const webhook = { clientConfig: { url: 'https://a b' }, conversionReviewVersions: ['v1'] }
  assert.deepEqual(
    texts(definition({ type: 'object' }, { conversion: { strategy: 'Webhook', webhook } })),
    [
      'spec.conversion.webhookClientConfig.url: Required value: url must be a valid URL: parse "https://a b": invalid character " " in host name; desired format: https://host[/path]',
    ],
  )
})

test('the end of a definition is no change of what was asked for', () => {
  const crd = { ...definition({ type: 'object' }), metadata: { name: 'w', generation: 3 } }
  assert.equal(crdDeletion.begin?.(crd).metadata.generation, 3)
})

test('names that are left out are made of the kind', () => {
  assert.deepEqual(definition({ type: 'object' }).spec?.names, {
    plural: 'widgets',
    singular: 'widget',
    kind: 'Widget',
    listKind: 'WidgetList',
  })
})

test('a definition has no row before its names are accepted', () => {
  assert.equal(customKind(definition({ type: 'object' })), undefined)
})

test('what a webhook converts is not ready before it was asked, what needs none is', async () => {
  const webhook = {
    clientConfig: { url: 'https://hook.example/convert' },
    conversionReviewVersions: ['v1'],
  }
  const crd = definition({ type: 'object' }, { conversion: { strategy: 'Webhook', webhook } })
  const acceptedNames = { plural: 'widgets', kind: 'Widget' }
  const calls = { uid: () => 'u', post: () => Promise.reject(new Error('nobody is there')) }
  const row = customKind({ ...crd, status: { ...crd.status, acceptedNames } }, calls)
  const read = row?.versions[0]?.fromStorage
  const stored = (apiVersion: string) => ({ apiVersion, kind: 'Widget', metadata: { name: 'w' } })
  assert.equal(read?.(stored('e.com/v1')).apiVersion, 'e.com/v1')
  await assert.rejects(
    async () => ready(() => read?.(stored('e.com/v2'))),
    /conversion webhook for e.com\/v2, Kind=Widget failed: nobody is there/,
  )
})
