import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtinKinds, compareVersions, Table } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/meta/kind.ts'

const widget: Kind = {
  group: 'example.com',
  kind: 'Widget',
  listKind: 'WidgetList',
  plural: 'widgets',
  singular: 'widget',
  namespaced: true,
  verbs: ['get'],
  versions: [
    { version: 'v1beta1', type: '' },
    { version: 'v1', type: '' },
  ],
  storageVersion: 'v1',
  hasGeneration: true,
}

test('a resource is found by group, version and plural', () => {
  const table = new Table(builtinKinds)
  assert.equal(table.find('apps', 'v1', 'daemonsets')?.kind.kind, 'DaemonSet')
  assert.equal(table.find('', 'v1', 'pods')?.kind.kind, 'Pod')
  assert.equal(table.find('apps', 'v2', 'daemonsets'), undefined)
})

test('events are one row in two groups', () => {
  const table = new Table(builtinKinds)
  const old = table.find('', 'v1', 'events')
  const renamed = table.find('events.k8s.io', 'v1', 'events')
  assert.equal(old?.kind, renamed?.kind)
  assert.notEqual(old?.version, renamed?.version)
  assert.equal(table.byKind('events.k8s.io', 'Event'), old?.kind)
})

test('the preferred version of a group comes first', () => {
  assert.deepEqual(new Table(builtinKinds).versionsOf('autoscaling'), ['v2', 'v1'])
})

test('groups of custom resources come after those of the server, by name', () => {
  const table = new Table(builtinKinds)
  table.add({ ...widget, group: 'z.example.com' })
  table.add(widget)
  assert.deepEqual(table.groups().slice(0, 4), [
    '',
    'apiregistration.k8s.io',
    'apps',
    'events.k8s.io',
  ])
  assert.deepEqual(table.groups().slice(-2), ['example.com', 'z.example.com'])
})

test('versions are ordered by stability, then by number', () => {
  const versions = ['v1alpha1', 'foo10', 'v2', 'v10', 'v1beta2', 'v1beta10', 'foo1', 'v1']
  assert.deepEqual(versions.sort(compareVersions), [
    'v10',
    'v2',
    'v1',
    'v1beta10',
    'v1beta2',
    'v1alpha1',
    'foo1',
    'foo10',
  ])
})

test('rows come and go while the table is in use, and listeners are told', () => {
  const table = new Table(builtinKinds)
  const told: string[] = []
  const stop = table.onChange((kind, change) => told.push(`${kind.plural} ${change}`))
  table.add(widget)
  assert.equal(table.find('example.com', 'v1', 'widgets')?.kind, widget)
  table.remove(widget)
  table.remove(widget)
  assert.equal(table.find('example.com', 'v1', 'widgets'), undefined)
  stop()
  table.add(widget)
  assert.deepEqual(told, ['widgets added', 'widgets removed'])
})

test('a row takes the place of the row of the same resource', () => {
  const table = new Table([widget])
  table.add({ ...widget, versions: [{ version: 'v1', type: '' }] })
  assert.equal(table.all().length, 1)
  assert.equal(table.find('example.com', 'v1beta1', 'widgets'), undefined)
})

test('two tables do not know of each other', () => {
  const [one, other] = [new Table(builtinKinds), new Table(builtinKinds)]
  one.add(widget)
  assert.equal(other.find('example.com', 'v1', 'widgets'), undefined)
})
