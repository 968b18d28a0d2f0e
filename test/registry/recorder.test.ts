import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualClock } from '../../src/clock.ts'
import { SeededIds } from '../../src/ids.ts'
import type { Kind } from '../../src/meta/kind.ts'
import type { KubeObject } from '../../src/meta/object.ts'
import { systemContext } from '../../src/registry/context.ts'
import { ActionRecorder, EventRecorder, type EventSink } from '../../src/registry/recorder.ts'
import type { Event } from '../../src/schema/generated/core-v1.ts'

const kind = {
  group: '',
  kind: 'Event',
  plural: 'events',
  versions: [{ version: 'v1', type: 'core/v1.Event' }],
  storageVersion: 'v1',
} as unknown as Kind

const object = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'd', namespace: 'n', uid: 'u', resourceVersion: '7' },
}

function world() {
  const clock = new VirtualClock(0)
  const events = new Map<string, Event>()
  let writes = 0
  const registry = {
    clock,
    ids: new SeededIds(1),
    create: async (_of: unknown, body: KubeObject) => {
      writes += 1
      events.set(body.metadata.name ?? '', body as Event)
      return body
    },
    modify: async (of: { name: string }, change: (live: Event) => Event) => {
      const live = events.get(of.name)
      if (live === undefined) return undefined
      writes += 1
      events.set(of.name, change(live))
      return events.get(of.name)
    },
  } as unknown as EventSink
  const options = { registry, kind, component: 'c', context: systemContext('u', 'm') }
  return {
    clock,
    recorder: new EventRecorder(options),
    actions: new ActionRecorder({ ...options, component: 'default-scheduler' }),
    all: () => [...events.values()],
    forget: () => events.clear(),
    writes: () => writes,
  }
}

test('the same event again is counted up, not written twice', async () => {
  const { recorder, all, clock } = world()
  recorder.event(object, 'Normal', 'R', 'm')
  clock.moveTo(60_000)
  recorder.event(object, 'Normal', 'R', 'm')
  await recorder.idle()
  assert.equal(all().length, 1)
  const [event] = all()
  assert.match(event?.metadata.name ?? '', /^d\.[0-9a-f]+$/)
  assert.equal(event?.count, 2)
  assert.equal(event?.firstTimestamp, '1970-01-01T00:00:00Z')
  assert.equal(event?.lastTimestamp, '1970-01-01T00:01:00Z')
  assert.equal(event?.reportingComponent, 'c')
  assert.deepEqual(event?.source, { component: 'c' })
})

test('an event of what has no namespace stands in default', async () => {
  const { recorder, all } = world()
  recorder.event({ kind: 'Node', name: 'a', uid: 'a' }, 'Normal', 'R', 'm')
  await recorder.idle()
  assert.equal(all()[0]?.metadata.namespace, 'default')
})

test('from the tenth message on events are combined, and after 25 writes dropped', async () => {
  const { recorder, all, writes } = world()
  for (let n = 0; n < 40; n++) recorder.event(object, 'Normal', 'SuccessfulCreate', `pod ${n}`)
  await recorder.idle()
  assert.equal(all().length, 10)
  assert.equal(writes(), 25)
  const combined = all().find(event => (event.count ?? 0) > 1)
  assert.equal(combined?.message, '(combined from similar events): pod 24')
  assert.equal(combined?.count, 16)
})

test('every five minutes one more event of an object may be written', async () => {
  const { recorder, writes, clock } = world()
  for (let n = 0; n < 30; n++) recorder.event(object, 'Normal', 'R', 'm')
  clock.moveTo(600_000)
  for (let n = 0; n < 5; n++) recorder.event(object, 'Normal', 'R', 'm')
  await recorder.idle()
  assert.equal(writes(), 27)
})

test('after ten quiet minutes messages are told apart again', async () => {
  const { recorder, all, clock } = world()
  for (let n = 0; n < 12; n++) recorder.event(object, 'Normal', 'R', `pod ${n}`)
  clock.moveTo(601_000)
  recorder.event(object, 'Normal', 'R', 'pod 99')
  await recorder.idle()
  assert.equal(all().filter(event => event.message === 'pod 99').length, 1)
})

test('an event that is gone is made again', async () => {
  const { recorder, all, forget } = world()
  recorder.event(object, 'Normal', 'R', 'm')
  await recorder.idle()
  forget()
  recorder.event(object, 'Normal', 'R', 'm')
  await recorder.idle()
  assert.equal(all().length, 1)
})

test('an event of the scheduler has an eventTime and an action, and repeats as a series', async () => {
  const { actions, all, clock, writes } = world()
  const said = {
    regarding: object,
    type: 'Normal',
    reason: 'Scheduled',
    action: 'Binding',
    note: 'Successfully assigned n/d to a',
  } as const
  for (let n = 0; n < 4; n++) actions.event(said)
  await actions.idle()
  assert.equal(all().length, 1)
  assert.equal(writes(), 2)
  assert.equal(all()[0]?.eventTime, '1970-01-01T00:00:00.000000Z')
  assert.equal(all()[0]?.series?.count, 2)
  assert.equal(all()[0]?.reportingComponent, 'default-scheduler')
  clock.moveTo(361_000)
  actions.event(said)
  await actions.idle()
  assert.equal(all().length, 2)
})
