// Watches the DaemonSet controller at work: notes, for each pass, what it could see and what it did, and has it judged.
import { controllerRevision, daemonSet, node, pod } from '../../src/kinds/index.ts'
import type { Loop } from '../../src/loop/loop.ts'
import { resourceOf } from '../../src/meta/kind.ts'
import { matches, selectorFromObject } from '../../src/meta/labels.ts'
import { controllerOf, type KubeObject } from '../../src/meta/object.ts'
import type { Registry } from '../../src/registry/registry.ts'
import type { ControllerRevision, DaemonSet } from '../../src/schema/generated/apps-v1.ts'
import type { Node, Pod } from '../../src/schema/generated/core-v1.ts'
import type { Change, Snapshot } from '../../src/store/store.ts'
import { complaintsOf, type Deeds } from './judge.ts'
import { countersOf, goes, placeOf, type Scene, writtenCounters } from './model.ts'

const CONTROLLER = 'system:serviceaccount:kube-system:daemon-set-controller'
const DAEMON_SETS = resourceOf(daemonSet)
const CONCERNING = new Set([DAEMON_SETS, 'pods', 'nodes', resourceOf(controllerRevision)])

/** One pass of the controller over one DaemonSet. */
interface Pass {
  readonly key: string
  readonly startRevision: number
  readonly startMs: number
  /** The revision at which it began to act, or to write its status, and the time then. */
  until: { readonly revision: number; readonly nowMs: number } | undefined
  readonly created: string[]
  readonly deleted: string[]
  /** With the status that it wrote. */
  written: DaemonSet | undefined
}

/** The loop with its passes noted; other loops go as they are. */
export function watched(loop: Loop, registry: Registry, tell: (complaint: string) => void): Loop {
  if (loop.name !== 'daemonset') return loop
  const passes = new Map<string, Pass>()
  noteDeeds(registry, passes)
  registry.store.onChange(DAEMON_SETS, change => noteStatus(change, passes))
  return {
    name: loop.name,
    queue: loop.queue,
    workers: loop.workers ?? 1,
    start: () => loop.start(),
    stop: () => loop.stop(),
    reconcile: async key => {
      const pass = passOf(key, registry.store.revision, registry.clock.nowMs())
      passes.set(key, pass)
      try {
        await loop.reconcile(key)
      } finally {
        passes.delete(key)
        for (const complaint of judged(pass, registry)) tell(`${key}: ${complaint}`)
      }
    },
  }
}

const passOf = (key: string, startRevision: number, startMs: number): Pass => ({
  key,
  startRevision,
  startMs,
  until: undefined,
  created: [],
  deleted: [],
  written: undefined,
})

/** Notes the calls by which the controller makes and deletes Pods, as it makes them. */
function noteDeeds(registry: Registry, passes: ReadonlyMap<string, Pass>): void {
  const { create, modify, delete: remove } = registry
  const note = (owner: string, deed: (pass: Pass) => void): void => {
    const pass = passes.get(owner)
    if (pass === undefined) return
    pass.until ??= { revision: registry.store.revision, nowMs: registry.clock.nowMs() }
    deed(pass)
  }
  registry.create = (of, body, context) => {
    // Events are half of all writes, and nobody reads them here.
    if (of.kind.plural === 'events') return Promise.resolve(body as never)
    if (context.user.name === CONTROLLER && of.kind.plural === 'pods') {
      const draft = body as unknown as Pod
      note(ownerOf(draft, of.namespace), pass => pass.created.push(placeOf(draft)))
    }
    return create.call(registry, of, body, context) as never
  }
  registry.modify = (of, change, context) => {
    if (context.user.name === CONTROLLER && context.subresource === 'status')
      note(`${of.namespace}/${of.name}`, () => {})
    return modify.call(registry, of, change as never, context) as never
  }
  registry.delete = (of, options, context) => {
    const live = of.kind.plural === 'pods' ? registry.find(of) : undefined
    if (context.user.name === CONTROLLER && live !== undefined)
      note(ownerOf(live, of.namespace), pass => pass.deleted.push(live.metadata.uid ?? ''))
    return remove.call(registry, of, options, context) as never
  }
}

const ownerOf = (object: KubeObject, namespace: string): string =>
  `${namespace}/${controllerOf(object)?.name ?? ''}`

function noteStatus({ key, previous, next }: Change, passes: Map<string, Pass>): void {
  const [before, after] = [previous?.object as DaemonSet, next?.object as DaemonSet]
  if (before === undefined || after === undefined || before.status === after.status) return
  const pass = passes.get(`${key.namespace}/${key.name}`)
  if (pass !== undefined) pass.written = after
}

/** Some scene that the controller may have seen must explain all that it did; mostly the latest does. */
function judged(pass: Pass, registry: Registry): string[] {
  const { created, deleted, written, until } = pass
  if (until === undefined) return []
  const scenes = () => scenesOf(pass.key, pass.startRevision, until, registry)
  const out = created.length + deleted.length === 0 ? [] : leastOf(scenes(), { created, deleted })
  if (written === undefined) return out
  const told = writtenCounters(written)
  let counted: string | undefined
  for (const scene of scenes()) {
    for (const nowMs of momentsOf(scene, pass.startMs)) {
      const counters = countersOf({ ...scene, nowMs })
      if (counters === told) return out
      counted ??= counters
    }
  }
  return [...out, `status says ${told}, but it is ${counted ?? ''}`]
}

/**
 * The times at which a pass may have looked: a request that is delayed lets time pass before it acts. Only what becomes
 * available in between makes a difference.
 */
function momentsOf(scene: Scene, startMs: number): number[] {
  const seconds = scene.ds.spec?.minReadySeconds ?? 0
  const between = scene.pods
    .flatMap(({ status }) => status?.conditions ?? [])
    .filter(({ type }) => type === 'Ready')
    .map(({ lastTransitionTime = '' }) => Date.parse(lastTransitionTime) + seconds * 1000)
    .filter(ms => ms > startMs && ms < scene.nowMs)
  return [...new Set([scene.nowMs, startMs, ...between])]
}

function leastOf(scenes: Iterable<Scene>, deeds: Deeds): string[] {
  let least: string[] | undefined
  for (const scene of scenes) {
    const complaints = complaintsOf(scene, deeds)
    if (complaints.length === 0) return []
    least ??= complaints
  }
  return least ?? ['it acted on a DaemonSet that is not there']
}

/** What could be seen between the start of a pass and its first deed, the latest first. */
function* scenesOf(
  key: string,
  startRevision: number,
  { revision: until, nowMs }: NonNullable<Pass['until']>,
  { store }: Registry,
): Generator<Scene> {
  const revisions = store
    .sinceAll(startRevision)
    .filter(change => change.revision <= until && CONCERNING.has(change.key.resource))
    .map(change => change.revision)
  // It knows the DaemonSet from the start of the pass, Pods from before it claims them, and nodes from when it acts.
  const before = store.at(startRevision)
  const last = store.at(until)
  for (const revision of new Set([until, ...revisions.reverse(), startRevision])) {
    const then = store.at(revision)
    for (const [known, around] of [
      [then, then],
      [before, then],
      [before, last],
    ] as const) {
      const scene = sceneOf(then, key, nowMs, known, around)
      if (scene !== undefined) yield scene
    }
  }
}

/** The Pods that are its own when it looks: its selector picks them, and nobody else controls them. */
function claimed(ds: DaemonSet, entries: readonly { readonly object: Pod }[]): Pod[] {
  const selector = selectorFromObject(ds.spec?.selector)
  return entries
    .map(entry => entry.object)
    .filter(one => {
      const owner = controllerOf(one)
      if (!matches(selector, one.metadata.labels)) return false
      return owner === undefined ? !goes(one) : owner.uid === ds.metadata.uid
    })
}

/** What there is of a DaemonSet at one moment; itself perhaps as it was known from before, and the nodes as they are later. */
export function sceneOf(
  snapshot: Snapshot,
  key: string,
  nowMs: number,
  known = snapshot,
  around = snapshot,
): Scene | undefined {
  const [namespace = '', name = ''] = key.split('/')
  const ds = known.get({ resource: DAEMON_SETS, namespace, name })?.object as DaemonSet
  if (ds === undefined) return undefined
  const own = <T extends KubeObject>(resource: string): T[] =>
    snapshot
      .list(resource, namespace)
      .map(entry => entry.object as T)
      .filter(object => controllerOf(object)?.uid === ds.metadata.uid)
  const [newest] = own<ControllerRevision>(resourceOf(controllerRevision)).sort(
    (a, b) => b.revision - a.revision,
  )
  const nodes = around.list(resourceOf(node)).map(entry => entry.object as Node)
  return {
    ds,
    nodes: new Map(nodes.map(one => [one.metadata.name ?? '', one])),
    pods: claimed(ds, snapshot.list(resourceOf(pod), namespace) as never),
    hash: newest?.metadata.labels?.['controller-revision-hash'] ?? '',
    nowMs,
  }
}
