import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { validateSchema } from 'graphql'
import { buildSchema } from '../../src/graphql/schema.ts'
import type { Kind } from '../../src/meta/kind.ts'
import type { KubeObject } from '../../src/meta/object.ts'
import { Unready } from '../../src/meta/ready.ts'
import { makeWorld, type World } from './world.ts'

let world: World
before(async () => {
  world = await makeWorld(0)
})
after(() => world.cluster.close())

type Widget = KubeObject & { spec?: { size?: number; length?: number } }

/** Kept as v1; v1beta1 calls the size length. */
const widget: Kind = {
  group: 'shop.example.com',
  kind: 'Widget',
  listKind: 'WidgetList',
  plural: 'widgets',
  singular: 'widget',
  namespaced: true,
  verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  versions: [
    { version: 'v1', type: '' },
    {
      version: 'v1beta1',
      type: '',
      fromStorage: object =>
        ({ ...object, spec: { length: (object as Widget).spec?.size } }) as never,
      toStorage: object =>
        ({ ...object, spec: { size: (object as Widget).spec?.length } }) as never,
    },
  ],
  storageVersion: 'v1',
  hasGeneration: true,
  custom: {},
}

const aWidget = (version: string, name: string, spec: object) =>
  ({
    apiVersion: `shop.example.com/${version}`,
    kind: 'Widget',
    metadata: { name, namespace: 'default' },
    spec,
  }) as unknown as KubeObject

test('a row that is added while the server runs is there at the next query, and gone when it is removed', async () => {
  const query = '{ widgets { nodes { apiVersion spec } } }'
  assert.match(
    String((await world.ask(query)).errors?.[0]?.message),
    /^Cannot query field "widgets"/,
  )
  world.cluster.table.add(widget)
  assert.deepEqual(await world.data(query), { widgets: { nodes: [] } })
  await world.create(aWidget('v1', 'a', { size: 3 }))
  assert.deepEqual(await world.data(query), {
    widgets: { nodes: [{ apiVersion: 'shop.example.com/v1', spec: { size: 3 } }] },
  })
  world.cluster.table.remove(widget)
  assert.match(
    String((await world.ask(query)).errors?.[0]?.message),
    /^Cannot query field "widgets"/,
  )
})

test('each version of a row shows the same objects in its own way', async () => {
  world.cluster.table.add(widget)
  await world.create(aWidget('v1beta1', 'b', { length: 5 }))
  const data = await world.data(
    '{ widget(name: "b") { apiVersion spec } widgetV1beta1(name: "b") { apiVersion spec } }',
  )
  assert.deepEqual(data, {
    widget: { apiVersion: 'shop.example.com/v1', spec: { size: 5 } },
    widgetV1beta1: { apiVersion: 'shop.example.com/v1beta1', spec: { length: 5 } },
  })
})

test('a custom resource is typed by its schema, and JSON where that says nothing', async () => {
  const schema = {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          size: { type: 'integer', description: 'How large.' },
          'odd-name': { type: 'string' },
          parts: {
            type: 'array',
            items: { type: 'object', properties: { id: { type: 'string' } } },
          },
          extra: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
      },
      events: { type: 'string' },
    },
  }
  world.cluster.table.add({ ...widget, custom: { schema } })
  await world.create({
    ...aWidget('v1', 'c', { size: 1, 'odd-name': 'x', parts: [{ id: 'p' }], extra: { any: [1] } }),
    events: 'none',
  } as KubeObject)
  const data = await world.data(
    '{ widget(name: "c") { spec { size oddName parts { id } extra } _events events { reason } } }',
  )
  assert.deepEqual(data, {
    widget: {
      spec: { size: 1, oddName: 'x', parts: [{ id: 'p' }], extra: { any: [1] } },
      _events: 'none',
      events: [],
    },
  })
})

test('a kind that has the name of another takes its group before it, and no name of a built-in kind', async () => {
  const other: Kind = { ...widget, group: 'tools.example.com' }
  const pod: Kind = { ...widget, kind: 'Pod', listKind: 'PodList', plural: 'pods', singular: 'pod' }
  const container: Kind = { ...widget, kind: 'Container', plural: 'containers' }
  const alike = ['a-b.example', 'a.b.example'].map(group => ({ ...widget, group }))
  const names = ['Query', 'NodeConnection', 'Time', 'StringEntry', 'object'].map(kind => ({
    ...widget,
    kind,
    plural: `${kind.toLowerCase()}s`,
  }))
  const rows = [widget, other, pod, container, ...alike, ...names]
  for (const row of rows) world.cluster.table.add(row)
  const data = await world.data<Record<string, unknown>>(
    `{ widgets { totalCount } toolsWidgets { totalCount } shopPods { totalCount } shopContainers { totalCount }
       events { __typename } eventsEvents { __typename } horizontalPodAutoscalersV1 { __typename } }`,
  )
  assert.deepEqual(Object.values(data.eventsEvents ?? {}), ['EventsEventConnection'])
  assert.deepEqual(Object.values(data.horizontalPodAutoscalersV1 ?? {}), [
    'HorizontalPodAutoscalerV1Connection',
  ])
  const { registry, table, clock } = world.cluster
  const explain = { daemonSet: () => ({}) as never, targetNode: () => undefined }
  const schema = buildSchema({ registry, table, clock, explain, yaml: String })
  assert.deepEqual(validateSchema(schema), [])
  for (const row of rows) world.cluster.table.remove(row)
})

test('a CustomResourceDefinition that is applied brings its types with it', async () => {
  const version = (name: string, storage: boolean, spec: object) => ({
    name,
    served: true,
    storage,
    schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
  })
  const yaml = JSON.stringify({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'crontabs.stable.example.com' },
    spec: {
      group: 'stable.example.com',
      scope: 'Namespaced',
      names: { plural: 'crontabs', singular: 'crontab', kind: 'CronTab' },
      versions: [
        version('v1', true, {
          type: 'object',
          properties: {
            cronSpec: { type: 'string', description: 'When.' },
            replicas: { type: 'integer' },
          },
        }),
        version('v1beta1', false, { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }),
      ],
    },
  })
  await world.data('mutation($yaml: String!) { apply(yaml: $yaml, manager: "me") { kind } }', {
    yaml,
  })
  await world.cluster.settle()
  const made = await world.data(
    `mutation { createCronTab(object: {metadata: {name: "nightly"}, spec: {cronSpec: "0 3 * * *", replicas: 2}}) {
       spec { cronSpec replicas } } }`,
  )
  assert.deepEqual(made, { createCronTab: { spec: { cronSpec: '0 3 * * *', replicas: 2 } } })
  const data = await world.data(
    '{ cronTabs { nodes { spec { replicas } } } cronTabV1beta1(name: "nightly") { apiVersion spec } }',
  )
  assert.deepEqual(data, {
    cronTabs: { nodes: [{ spec: { replicas: 2 } }] },
    cronTabV1beta1: {
      apiVersion: 'stable.example.com/v1beta1',
      spec: { cronSpec: '0 3 * * *', replicas: 2 },
    },
  })
})

test('what somebody else converts is waited for, wherever it is shown', async () => {
  const asked = new Set<string>()
  const known = new Set<string>()
  const gadgets: Kind = {
    ...widget,
    group: 'slow.example.com',
    kind: 'Gadget',
    plural: 'gadgets',
    singular: 'gadget',
    versions: [
      { version: 'v1', type: '' },
      {
        version: 'v1beta1',
        type: '',
        selectable: { 'spec.length': object => String((object as Widget).spec?.length) },
        fromStorage: object => {
          const { name = '' } = object.metadata
          if (!known.has(name))
            throw new Unready(async () => {
              asked.add(name)
              known.add(name)
            })
          return { ...object, spec: { length: (object as Widget).spec?.size } } as never
        },
      },
    ],
  }
  world.cluster.table.add(gadgets)
  for (const [name, size] of [
    ['a', 3],
    ['b', 1],
    ['c', 2],
  ] as const)
    await world.create({
      ...aWidget('v1', name, { size }),
      apiVersion: 'slow.example.com/v1',
      kind: 'Gadget',
    })
  const answers: readonly (readonly [string, unknown])[] = [
    ['{ gadgetV1beta1(name: "a") { spec } }', { gadgetV1beta1: { spec: { length: 3 } } }],
    [
      '{ gadgetsV1beta1(orderBy: {by: "spec.length"}) { edges { node { metadata { name } } } } }',
      {
        gadgetsV1beta1: { edges: ['b', 'c', 'a'].map(name => ({ node: { metadata: { name } } })) },
      },
    ],
    [
      '{ gadgetsV1beta1(first: 1, fieldSelector: "spec.length!=1") { totalCount nodes { spec } } }',
      { gadgetsV1beta1: { totalCount: 2, nodes: [{ spec: { length: 3 } }] } },
    ],
    [
      'mutation { labelGadgetV1beta1(name: "a", labels: {x: "1"}) { spec } }',
      { labelGadgetV1beta1: { spec: { length: 3 } } },
    ],
    [
      'mutation { deleteGadgetV1beta1(name: "c") { gone } }',
      { deleteGadgetV1beta1: { gone: true } },
    ],
  ]
  for (const [query, want] of answers) {
    known.clear()
    assert.deepEqual(await world.data(query), want, query)
  }
  assert.deepEqual([...asked].sort(), ['a', 'b', 'c'])
  world.cluster.table.remove(gadgets)
})
