import assert from 'node:assert/strict'
import { test } from 'node:test'
import { restoreFault } from '../../src/patch/restore.ts'
import { shapeOf, untypedShape } from '../../src/patch/shape.ts'
import { structuralShape } from '../../src/patch/structural.ts'
import { typeFaults } from '../../src/patch/typed.ts'
import { builtinTypes } from '../../src/schema/table.ts'

const types = builtinTypes()
const pod = shapeOf(types, 'core/v1.Pod')
const secret = shapeOf(types, 'core/v1.Secret')
const objectMeta = shapeOf(types, 'meta/v1.ObjectMeta')

const spec = (members: object): object => ({ spec: members })

const faults: Record<string, [value: object, want: string]> = {
  'a field that is not declared': [spec({ foo: 1 }), '.spec.foo: field not declared in schema'],
  'a number for a text': [
    spec({ nodeName: 1 }),
    '.spec.nodeName: expected string, got &value.valueUnstructured{Value:1}',
  ],
  'a text for a number': [
    spec({ priority: 'x' }),
    '.spec.priority: expected numeric (int or float), got string',
  ],
  'a text for a boolean': [spec({ hostPID: 'yes' }), '.spec.hostPID: expected boolean, got &{yes}'],
  'a text for a map': [spec({ nodeSelector: 'x' }), '.spec.nodeSelector: expected map, got &{x}'],
  'a map for a list': [
    spec({ tolerations: { a: 1 } }),
    '.spec.tolerations: expected list, got &{map[a:1]}',
  ],
  'an element that stands twice': [
    spec({ containers: [{ name: 'c' }, { name: 'c' }] }),
    '.spec.containers: duplicate entries for key [name="c"]',
  ],
  'elements that are the same by default': [
    spec({
      containers: [
        { name: 'c', ports: [{ containerPort: 1 }, { containerPort: 1, protocol: 'TCP' }] },
      ],
    }),
    '.spec.containers[name="c"].ports: duplicate entries for key [containerPort=1,protocol="TCP"]',
  ],
  'an element that is null': [
    spec({ containers: [null] }),
    '.spec.containers: element 0: associative list with keys may not have a null element',
  ],
  'several at once': [
    spec({ nodeName: 1, containers: [{ name: 'c', foo: 1, image: 2 }] }),
    [
      'errors:',
      '  .spec.nodeName: expected string, got &value.valueUnstructured{Value:1}',
      '  .spec.containers[name="c"].foo: field not declared in schema',
    ].join('\n'),
  ],
}

for (const [name, [value, want]] of Object.entries(faults))
  test(`typed: ${name} is told`, () => assert.equal(typeFaults(pod, value), want))

test('typed: an element without its key has the zero of the key in a built-in kind', () => {
  assert.equal(typeFaults(pod, spec({ containers: [{ image: 'i' }] })), undefined)
})

test('typed: stored lists may hold an element twice', () => {
  const value = spec({ containers: [{ name: 'c' }, { name: 'c' }] })
  assert.equal(typeFaults(pod, value, true), undefined)
})

const gadget = structuralShape(
  {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
          map: {
            type: 'array',
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['port', 'protocol'],
            items: {
              type: 'object',
              properties: {
                port: { type: 'integer' },
                protocol: { type: 'string', default: 'TCP' },
              },
            },
          },
          keyed: {
            type: 'array',
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['name'],
            items: { type: 'object', properties: { name: { type: 'string' } } },
          },
          any: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          port: { 'x-kubernetes-int-or-string': true },
          inner: { type: 'object', 'x-kubernetes-embedded-resource': true },
        },
      },
    },
  },
  objectMeta,
)

const custom: Record<string, [value: object, want: string | undefined]> = {
  'a value of a set that stands twice': [
    spec({ set: ['q', 'q'] }),
    '.spec.set: duplicate entries for key [="q"]',
  ],
  'a key by default': [
    spec({ map: [{ port: 53 }, { port: 53, protocol: 'TCP' }] }),
    '.spec.map: duplicate entries for key [port=53,protocol="TCP"]',
  ],
  'an element without any key': [
    spec({ keyed: [{}] }),
    '.spec.keyed: element 0: associative list with keys has an element that omits all key fields ["name"] (and doesn\'t have default values for any key fields)',
  ],
  'unknown members where they are preserved': [spec({ any: { a: { b: [1] } } }), undefined],
  'an int or string of either sort': [spec({ port: 'http' }), undefined],
  'metadata of an embedded resource': [
    spec({ inner: { metadata: { foo: 1 } } }),
    '.spec.inner.metadata.foo: field not declared in schema',
  ],
  'metadata as any object has it': [
    { metadata: { name: 1 } },
    '.metadata.name: expected string, got &value.valueUnstructured{Value:1}',
  ],
}

for (const [name, [value, want]] of Object.entries(custom))
  test(`typed custom resource: ${name}`, () => assert.equal(typeFaults(gadget, value), want))

test('typed: without a schema everything goes', () => {
  assert.equal(typeFaults(untypedShape, { a: [{ b: null }], c: 1 }), undefined)
})

const conversions: Record<string, [value: unknown, want: string | undefined]> = {
  'a whole number for a text': [{ type: 7 }, 'cannot convert int64 to v1.SecretType'],
  'a fraction for a text': [{ metadata: { name: 1.5 } }, 'unrecognized type: string'],
  'a fraction for a whole number': [
    { metadata: { generation: 1.5 } },
    'cannot convert float64 to int64',
  ],
  'a text for a boolean': [{ immutable: 'x' }, 'unrecognized type: bool'],
  'a list for a struct': [{ metadata: [] }, 'cannot restore struct from: slice'],
  'a map for a list': [{ metadata: { finalizers: {} } }, 'cannot restore slice from map'],
  'bytes that are none': [
    { data: { a: 'a b' } },
    'error decoding from json: illegal base64 data at input byte 1',
  ],
  'bytes that are cut short': [
    { data: { a: 'YWJ' } },
    'error decoding from json: illegal base64 data at input byte 0',
  ],
  'the field that Go sees first': [
    { immutable: 'x', data: 'y', metadata: 'z' },
    'cannot restore struct from: string',
  ],
  'null anywhere': [{ data: null, metadata: { labels: null } }, undefined],
}

for (const [name, [value, want]] of Object.entries(conversions))
  test(`converted: ${name}`, () => assert.equal(restoreFault(secret, value), want))

test('converted: digits that are no quantity, however many they are', () => {
  const requests = { cpu: `${'1'.repeat(300_000)}x` }
  const value = spec({ containers: [{ name: 'c', resources: { requests } }] })
  assert.match(restoreFault(pod, value) ?? '', /quantities must match|unable to parse quantity/)
})
