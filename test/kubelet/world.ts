// A small cluster in memory for scenarios: registry, store, virtual clock, and the loops that are wanted.
import { VirtualClock } from '../../src/clock.ts'
import { SeededIds } from '../../src/ids.ts'
import {
  event as eventKind,
  node as nodeKind,
  pod as podKind,
  serviceAccount as serviceAccountKind,
} from '../../src/kinds/index.ts'
import type { Loop } from '../../src/loop/loop.ts'
import { type Aside, Runner } from '../../src/loop/runner.ts'
import { Timers } from '../../src/loop/timers.ts'
import type { Kind } from '../../src/meta/kind.ts'
import type { KubeObject } from '../../src/meta/object.ts'
import { systemContext } from '../../src/registry/context.ts'
import { ActionRecorder, EventRecorder } from '../../src/registry/recorder.ts'
import { Registry } from '../../src/registry/registry.ts'
import { target } from '../../src/registry/target.ts'
import type { Event, Node, Pod } from '../../src/schema/generated/core-v1.ts'
import { builtinTypes } from '../../src/schema/table.ts'
import { MemoryStore } from '../../src/store/memory.ts'
import { SecondaryIndex } from '../../src/store/secondary-index.ts'

export const admin = systemContext('admin', 'tests', ['system:masters'])

/** What the loops of a scenario are made of. */
export function makeParts() {
  const clock = new VirtualClock()
  const store = new MemoryStore({ clock })
  const registry = new Registry({ store, clock, ids: new SeededIds(7), types: builtinTypes() })
  const podsOfNodes = new SecondaryIndex(store, 'pods', object => {
    const nodeName = (object as Pod).spec?.nodeName ?? ''
    return nodeName === '' ? [] : [nodeName]
  })
  const recorder = (component: string, host?: string) =>
    new EventRecorder({
      registry,
      kind: eventKind,
      component,
      context: admin,
      ...(host === undefined ? {} : { host }),
    })
  const actions = new ActionRecorder({
    registry,
    kind: eventKind,
    component: 'default-scheduler',
    context: admin,
  })
  return { clock, store, registry, timers: new Timers(clock), podsOfNodes, recorder, actions }
}

export type Parts = ReturnType<typeof makeParts>

/** Runs the loops; a throw of one of them fails the scenario at the next `settle`. */
export function makeWorld(parts: Parts, loops: readonly Loop[], asides: readonly Aside[] = []) {
  const errors: unknown[] = []
  const runner = new Runner({
    clock: parts.clock,
    timers: parts.timers,
    loops,
    asides: [parts.actions, ...asides],
    onError: (_loop, _key, error) => errors.push(error),
  })
  runner.start()
  const check = (): void => {
    if (errors.length > 0) throw errors[0]
  }
  const { registry } = parts
  const create = async <T extends KubeObject>(kind: Kind, object: object): Promise<T> => {
    const full = object as T
    const made = await registry.create(
      target(kind as Kind<T>, full.metadata.namespace ?? ''),
      full,
      admin,
    )
    if (full.kind === 'Namespace')
      await registry.create(...serviceAccountIn(full.metadata.name ?? ''))
    return made
  }
  return {
    ...parts,
    runner,
    create,
    settle: async () => {
      await runner.settle()
      check()
    },
    advance: async (ms: number) => {
      await runner.advance(ms)
      check()
    },
    pod: (name: string) => registry.find<Pod>(target<Pod>(podKind, 'default', name)),
    node: (name: string) => registry.find<Node>(target<Node>(nodeKind, '', name)),
    events: (reason: string) =>
      registry.all<Event>(eventKind as Kind<Event>).filter(event => event.reason === reason),
    createNode: (name: string, more: object = {}) => create<Node>(nodeKind, nodeObject(name, more)),
    createPod: (name: string, spec: object = {}, metadata: object = {}) =>
      create<Pod>(podKind, podObject(name, spec, metadata)),
  }
}

export type World = ReturnType<typeof makeWorld>

/** The account that Pods of a namespace run under. */
function serviceAccountIn(namespace: string) {
  const object = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace },
  }
  return [target(serviceAccountKind as Kind, namespace), object, admin] as const
}

export function nodeObject(name: string, more: object = {}): object {
  const room = { cpu: '4', memory: '8Gi', pods: '110' }
  const { labels = {}, annotations = {}, spec = {}, status = {} } = more as Record<string, object>
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels }, annotations },
    spec,
    status: {
      capacity: room,
      allocatable: room,
      daemonEndpoints: { kubeletEndpoint: { Port: 0 } },
      ...status,
    },
  }
}

export function podObject(name: string, spec: object = {}, metadata: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', ...metadata },
    spec: {
      schedulerName: 'default-scheduler',
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      automountServiceAccountToken: false,
      containers: [{ name: 'c', image: 'example.com/app:1', resources: {} }],
      ...spec,
    },
  }
}
