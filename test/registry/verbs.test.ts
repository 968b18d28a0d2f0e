// The verbs as every room uses them: what is written, what conflicts, what a dry run leaves, what a watch sees.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualClock } from '../../src/clock.ts'
import { SeededIds } from '../../src/ids.ts'
import { configMap, job, lease, namespace } from '../../src/kinds/index.ts'
import type { KubeObject } from '../../src/meta/object.ts'
import { StatusError } from '../../src/meta/status.ts'
import { type RequestContext, systemContext } from '../../src/registry/context.ts'
import { Registry } from '../../src/registry/registry.ts'
import { target } from '../../src/registry/target.ts'
import type { ConfigMap } from '../../src/schema/generated/core-v1.ts'
import { builtinTypes } from '../../src/schema/table.ts'
import { MemoryStore } from '../../src/store/memory.ts'

const context = systemContext('kubernetes-admin', 'tests', ['system:masters'])
const of = (name = '') => target(configMap, 'n', name)
const named = (name: string, data: Record<string, string> = {}): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
})

async function made(): Promise<Registry> {
  const clock = new VirtualClock()
  const store = new MemoryStore({ clock })
  const registry = new Registry({ store, clock, ids: new SeededIds(1), types: builtinTypes() })
  await registry.create(
    target(namespace),
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } },
    context,
  )
  return registry
}

const fails = (code: number, reason: string, text?: RegExp) => (error: unknown) =>
  error instanceof StatusError &&
  error.code === code &&
  error.reason === reason &&
  (text?.test(error.message) ?? true)

test('what is created has a uid, a time, a version and an owner of its fields', async () => {
  const registry = await made()
  const { metadata } = await registry.create(of(), named('a', { x: '1' }), context)
  assert.match(metadata.uid ?? '', /^[0-9a-f-]{36}$/)
  assert.deepEqual([metadata.namespace, metadata.creationTimestamp], ['n', '2026-01-01T00:00:00Z'])
  assert.equal(metadata.resourceVersion, String(registry.store.revision))
  assert.equal(metadata.managedFields?.[0]?.manager, 'tests')
})

test('a name that is taken is refused, and so is a namespace that is not there', async () => {
  const registry = await made()
  await registry.create(of(), named('a'), context)
  await assert.rejects(registry.create(of(), named('a'), context), fails(409, 'AlreadyExists'))
  await assert.rejects(
    registry.create(target(configMap, 'nowhere'), named('a'), context),
    fails(404, 'NotFound', /namespaces "nowhere" not found/),
  )
})

test('generateName makes a name of five letters', async () => {
  const registry = await made()
  const { metadata } = await registry.create(
    of(),
    { ...named(''), metadata: { generateName: 'g-' } },
    context,
  )
  assert.match(metadata.name ?? '', /^g-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
})

test('an update of an older version conflicts, one without a version does not', async () => {
  const registry = await made()
  const first = await registry.create(of(), named('a'), context)
  await registry.update(of('a'), named('a', { x: '1' }), context)
  await assert.rejects(
    registry.update(of('a'), { ...first, data: { x: '2' } }, context),
    fails(409, 'Conflict'),
  )
  assert.deepEqual(registry.get(of('a')).data, { x: '1' })
})

test('an update that changes nothing keeps the version', async () => {
  const registry = await made()
  const first = await registry.create(of(), named('a', { x: '1' }), context)
  const { object } = await registry.update(of('a'), named('a', { x: '1' }), context)
  assert.equal(object.metadata.resourceVersion, first.metadata.resourceVersion)
})

test('kinds that demand a version are not updated without one', async () => {
  const registry = await made()
  const place = target(lease, 'n', 'l')
  const body = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'l' },
    spec: {},
  }
  assert.equal((await registry.update(place, body, context)).created, true, 'a PUT makes a Lease')
  await assert.rejects(
    registry.update(place, body, context),
    fails(422, 'Invalid', /must be specified for an update/),
  )
})

test('a dry run answers what would be, and leaves nothing', async () => {
  const registry = await made()
  const { revision } = registry.store
  const dry: RequestContext = { ...context, dryRun: true }
  assert.equal((await registry.create(of(), named('a'), dry)).metadata.namespace, 'n')
  assert.deepEqual([registry.find(of('a')), registry.store.revision], [undefined, revision])
})

test('writers that race lose nothing: each change is made upon the other', async () => {
  const registry = await made()
  await registry.create(of(), named('a', { count: '0' }), context)
  const add = (live: ConfigMap): ConfigMap => ({
    ...live,
    data: { count: String(Number(live.data?.count) + 1) },
  })
  await Promise.all(Array.from({ length: 50 }, () => registry.modify(of('a'), add, context)))
  assert.equal(registry.get(of('a')).data?.count, '50')
})

test('the last finalizer that goes takes the object with it', async () => {
  const registry = await made()
  await registry.create(
    of(),
    { ...named('a'), metadata: { name: 'a', finalizers: ['x.y/z'] } },
    context,
  )
  assert.equal((await registry.delete(of('a'), {}, context)).gone, false)
  await registry.patch(
    of('a'),
    { type: 'merge', body: { value: { metadata: { finalizers: null } } } },
    context,
  )
  assert.equal(registry.find(of('a')), undefined)
})

test('a list in pages is of one revision, whatever is written meanwhile', async () => {
  const registry = await made()
  for (const name of ['a', 'b', 'c', 'd']) await registry.create(of(), named(name), context)
  const first = await registry.list(of(), { limit: 2 }, context)
  assert.deepEqual(
    [first.items.map(item => item.metadata.name), first.remainingItemCount],
    [['a', 'b'], 2],
  )
  await registry.create(of(), named('bb'), context)
  const rest = await registry.list(of(), { limit: 9, continue: first.continue ?? '' }, context)
  assert.deepEqual(
    rest.items.map(item => item.metadata.name),
    ['c', 'd'],
  )
  assert.equal(rest.revision, first.revision)
})

test('a watcher who sees a part is told of what enters and leaves it', async () => {
  const registry = await made()
  const ended = new AbortController()
  const selects = (object: KubeObject): boolean => (object as ConfigMap).data?.on === 'yes'
  const seen: string[] = []
  const options = { resourceVersion: String(registry.store.revision), selects }
  const watching = (async () => {
    for await (const event of registry.watch(of(), options, { ...context, signal: ended.signal })) {
      seen.push(`${event.type} ${event.object.metadata.name}`)
      if (seen.length === 3) ended.abort()
    }
  })()
  await registry.create(of(), named('a', { on: 'no' }), context)
  await registry.update(of('a'), named('a', { on: 'yes' }), context)
  await registry.update(of('a'), named('a', { on: 'yes', more: '1' }), context)
  await registry.update(of('a'), named('a', { on: 'no' }), context)
  await watching
  assert.deepEqual(seen, ['ADDED a', 'MODIFIED a', 'DELETED a'])
})

test('a watch from before the log begins is told that its version has expired', async () => {
  const registry = await made()
  registry.store.compact(registry.store.revision)
  const events = registry.watch(of(), { resourceVersion: '1' }, context)
  await assert.rejects(
    async () => {
      for await (const _ of events) break
    },
    fails(410, 'Expired', /too old resource version: 1/),
  )
})

test('apply twice is apply once, and what an applier leaves out goes', async () => {
  const registry = await made()
  const applier = { ...context, manager: 'applier' }
  const apply = (data: Record<string, string>) =>
    registry.patch(of('a'), { type: 'apply', body: { value: named('a', data) } }, applier)
  const first = await apply({ x: '1', y: '2' })
  assert.equal(first.created, true)
  const second = await apply({ x: '1', y: '2' })
  assert.equal(second.object.metadata.resourceVersion, first.object.metadata.resourceVersion)
  assert.deepEqual((await apply({ x: '1' })).object.data, { x: '1' })
})

test('a Job whose labels came with reading is stored anew once, though nothing is seen to change', async () => {
  const registry = await made()
  const draft = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'j' },
    spec: {
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } },
    },
  } as KubeObject
  const at = target(job, 'n', 'j') as ReturnType<typeof target<KubeObject>>
  const first = await registry.create(target(job, 'n'), draft as never, context)
  const again = async () =>
    (await registry.update(at, { value: registry.get(at) }, context)).object.metadata
  const second = await again()
  assert.notEqual(second.resourceVersion, first.metadata.resourceVersion)
  assert.deepEqual(second.labels, first.metadata.labels)
  assert.equal((await again()).resourceVersion, second.resourceVersion)
})
