import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJsonPath } from '../../../src/kinds/customresource/json-path.ts'
import { customPrinter } from '../../../src/kinds/customresource/printer.ts'
import type { KubeObject } from '../../../src/meta/object.ts'

const object = {
  apiVersion: 'e.com/v1',
  kind: 'W',
  metadata: { name: 'w', creationTimestamp: '2020-01-01T00:00:00Z' },
  spec: {
    ports: [
      { name: 'a', port: 1 },
      { name: 'b', port: 2 },
    ],
    'odd.key': 'x',
  },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
}

const paths: Record<string, readonly unknown[] | undefined> = {
  '.spec.ports[1].port': [2],
  '.spec.ports[-1].name': ['b'],
  '.spec.ports[*].port': [1, 2],
  ".spec['odd\\.key']": ['x'],
  ".spec['odd.key']": [],
  '.spec.odd\\.key': ['x'],
  '.status.conditions[?(@.type=="Ready")].status': ['True'],
  '.spec.ports[?(@.port>1)].name': ['b'],
  '.spec.ports[?(@.port >= 1)].name': ['a', 'b'],
  '.spec.ports[?(@.name=~"^b")].port': [2],
  '.spec.ports[?(@.nothing)].name': [],
  '.spec.ports[?(@.port=="1")].name': [],
  '.spec.ports[0:2].name': ['a', 'b'],
  '.spec.ports[:].name': ['a', 'b'],
  '.spec.ports[0,1].port': [1, 2],
  '.spec.ports[7].name': [],
  '.spec.ports[0:7].name': [],
  '.spec[0]': [],
  '.spec.ports[ 0 ].name': undefined,
  '.spec.ports name': [],
  '.spec.ports[?(@.port==1].name': undefined,
  '....port': undefined,
  '..port': [1, 2],
  '.spec.missing': [],
}

for (const [path, want] of Object.entries(paths))
  test(`${path} leads to ${JSON.stringify(want)}`, () =>
    assert.deepEqual(parseJsonPath(path)?.(object), want))

test('what is printed of a map has its members in order', () => {
  const printer = customPrinter([{ name: 'S', type: 'string', jsonPath: '.spec.map' }])
  const spec = { map: { b: '<', a: [1.5, null] } }
  assert.deepEqual(printer.cells({ ...object, spec } as KubeObject, { nowMs: 0 }), [
    'w',
    '{"a":[1.5,null],"b":"\\u003c"}',
  ])
})

test('a date that says nothing is unknown', () => {
  const printer = customPrinter([{ name: 'D', type: 'date', jsonPath: '.spec.at' }])
  const spec = { at: '' }
  assert.deepEqual(printer.cells({ ...object, spec } as KubeObject, { nowMs: 0 }), [
    'w',
    '<unknown>',
  ])
})

test('a bracket that does not close is no path', () => {
  assert.equal(parseJsonPath('.spec['), undefined)
})

test('without columns the age is shown', () => {
  const printer = customPrinter()
  assert.deepEqual(
    printer.columns.map(column => column.name),
    ['Name', 'Age'],
  )
  assert.deepEqual(printer.cells(object, { nowMs: Date.UTC(2020, 0, 1, 0, 1) }), ['w', '60s'])
})

test('a value of another type than its column is not shown', () => {
  const column = (type: string) => ({ name: type, type, jsonPath: '.spec.ports[0].name' })
  const printer = customPrinter(['string', 'integer', 'boolean', 'date'].map(column))
  assert.deepEqual(printer.cells(object, { nowMs: 0 }), ['w', 'a', null, null, '<invalid>'])
})

test('a path leads through a list of any length', () => {
  const list = Array.from({ length: 300_000 }, (_, at) => at)
  assert.equal(parseJsonPath('.list[*]')?.({ list }).length, 300_000)
  assert.deepEqual(parseJsonPath('.list[1:6:2]')?.({ list }), [1, 3, 5])
})
