// Does the steps: what users, nodes and containers do to a world, through the same verbs that they would use.
import { daemonSet, fault, node, pod, podBehavior } from '../../src/kinds/index.ts'
import { nodeObject } from '../../src/kubelet/register.ts'
import type { Kind } from '../../src/meta/kind.ts'
import type { KubeObject } from '../../src/meta/object.ts'
import { formatTime } from '../../src/meta/time.ts'
import { systemContext, through } from '../../src/registry/context.ts'
import type { Registry } from '../../src/registry/registry.ts'
import { target } from '../../src/registry/target.ts'
import type { DaemonSet, DaemonSetSpec } from '../../src/schema/generated/apps-v1.ts'
import type { Node, Pod, PodSpec, Taint } from '../../src/schema/generated/core-v1.ts'
import type { PodBehavior } from '../../src/schema/generated/mimikube-v1alpha1.ts'
import type { Step } from './steps.ts'
import type { World } from './world.ts'

const USER = systemContext('kubernetes-admin', 'simulation', ['system:masters'])
const COLOURS = [undefined, 'blue', 'red']
const EFFECTS = ['NoSchedule', 'NoExecute', 'PreferNoSchedule']

const STRATEGIES = [
  { maxUnavailable: 1, maxSurge: 0 },
  { maxUnavailable: 2, maxSurge: 0 },
  { maxUnavailable: '50%', maxSurge: 0 },
  { maxUnavailable: 0, maxSurge: 1 },
  { maxUnavailable: 0, maxSurge: 2 },
  { maxUnavailable: 0, maxSurge: '30%' },
  { maxUnavailable: 0, maxSurge: '100%' },
] as const

/** The DaemonSet of every simulated world. */
export const AGENT: DaemonSet = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent' },
  spec: {
    selector: { matchLabels: { app: 'agent' } },
    template: {
      metadata: { labels: { app: 'agent' } },
      spec: { containers: [{ name: 'c', image: 'i:0' }] },
    },
  },
}

/** Does a step that is neither a move of the clock nor a crash. */
export async function act({ registry }: World, step: Step): Promise<unknown> {
  const nth = <T extends KubeObject>(kind: Kind<T>, at: number): T | undefined => {
    const all = registry.all(kind)
    return all[at % Math.max(1, all.length)]
  }
  const change = <T extends KubeObject>(kind: Kind<T>, object: T | undefined, by: (live: T) => T) =>
    object && registry.modify(targetOf(kind, object), by, USER)
  const setSpec = (by: (spec: DaemonSetSpec) => DaemonSetSpec) =>
    change<DaemonSet>(daemonSet, nth(daemonSet, 0), ds => ({ ...ds, spec: by(ds.spec ?? NOTHING) }))
  switch (step.do) {
    case 'addNode':
      return registry.create(
        target(node),
        newNode(registry.ids.suffix(4), step, registry.clock),
        USER,
      )
    case 'removeNode':
      return remove(registry, node, nth(node, step.at))
    case 'cordon':
      return change(node, nth(node, step.at), cordoned)
    case 'colour':
      return change(node, nth(node, step.at), live => coloured(live, step.value))
    case 'taint':
      return change(node, nth(node, step.at), live => tainted(live, step.value))
    case 'deletePod':
      return remove(registry, pod, nth(pod, step.at))
    case 'relabelPod':
      return change(pod, nth(pod, step.at), live => ({
        ...live,
        metadata: { ...live.metadata, labels: { app: 'nobody' } },
      }))
    case 'endPod':
      return setStatus(registry, nth(pod, step.at), live => ({
        ...live.status,
        phase: step.failed ? 'Failed' : 'Succeeded',
      }))
    case 'ready':
      return setStatus(registry, nth(pod, step.at), live =>
        withReady(live, step.ready, registry.clock.nowMs()),
      )
    case 'image':
      return setSpec(spec =>
        withPodSpec(spec, { containers: [{ name: 'c', image: `i:${step.value}` }] }),
      )
    case 'nodeSelector': {
      const colour = COLOURS[step.value]
      return setSpec(spec => withPodSpec(spec, { nodeSelector: colour ? { colour } : undefined }))
    }
    case 'tolerate':
      return setSpec(spec => withPodSpec(spec, { tolerations: tolerations(step.value) }))
    case 'strategy':
      return setSpec(spec => ({ ...spec, updateStrategy: strategy(step.value) }))
    case 'minReady':
      return setSpec(spec => ({ ...spec, minReadySeconds: step.value * 2 }))
    case 'recreate':
      return recreate(registry, step.value)
    case 'historyLimit':
      return setSpec(spec => ({ ...spec, revisionHistoryLimit: step.value }))
    case 'crashLoop':
      return addFault(registry, { type: 'Crash', ...onNode(nth(node, step.at)) }, step.forMs)
    case 'refuse':
      return addFault(registry, refusal(step.value), step.forMs)
    case 'delay':
      return addFault(
        registry,
        { type: 'ApiDelay', delay: `${step.delayMs}ms`, users: CONTROLLERS },
        step.forMs,
      )
    case 'behave':
      return behave(registry, step.startMs, step.stopMs)
    case 'cutOff':
      return addFault(
        registry,
        { type: step.down ? 'NodeDown' : 'Partition', ...onNode(nth(node, step.at)) },
        step.forMs,
      )
    case 'advance':
    case 'crash':
      return undefined
    default:
      return step satisfies never
  }
}

const NOTHING: DaemonSetSpec = {}

const targetOf = <T extends KubeObject>(kind: Kind<T>, { metadata }: T) =>
  target(kind, metadata.namespace ?? '', metadata.name ?? '')

const remove = <T extends KubeObject>(registry: Registry, kind: Kind<T>, object: T | undefined) =>
  object && registry.delete(targetOf(kind, object), {}, USER)

function newNode(
  name: string,
  { colour, taint }: Step & { do: 'addNode' },
  clock: Registry['clock'],
) {
  const plain = nodeObject({ name, controlPlane: false, index: 9, nowMs: clock.nowMs() })
  const { addresses: _, ...status } = plain.status ?? {}
  return tainted(coloured({ ...plain, status }, colour), taint)
}

function coloured(live: Node, value: number): Node {
  const { colour: _, ...labels } = live.metadata.labels ?? {}
  const colour = COLOURS[value]
  return {
    ...live,
    metadata: { ...live.metadata, labels: colour === undefined ? labels : { ...labels, colour } },
  }
}

function tainted(live: Node, value: number): Node {
  const others = (live.spec?.taints ?? []).filter(taint => taint.key !== 'test')
  const effect = EFFECTS[value]
  const own: Taint[] = effect === undefined ? [] : [{ key: 'test', value: 'yes', effect }]
  return { ...live, spec: { ...live.spec, taints: [...others, ...own] } }
}

const cordoned = (live: Node): Node => ({
  ...live,
  spec: { ...live.spec, unschedulable: live.spec?.unschedulable !== true },
})

const setStatus = (
  registry: Registry,
  object: Pod | undefined,
  status: (live: Pod) => NonNullable<Pod['status']>,
) =>
  object &&
  registry.modify(
    targetOf(pod, object),
    live => ({ ...live, status: status(live) }),
    through(USER, 'status'),
  )

/** The condition Ready set, by whoever may. */
export function withReady({ status }: Pod, ready: boolean, nowMs: number) {
  const others = (status?.conditions ?? []).filter(({ type }) => type !== 'Ready')
  const known = status?.conditions?.find(({ type }) => type === 'Ready')
  const wanted = ready ? 'True' : 'False'
  if (known?.status === wanted) return status ?? {}
  const own = { type: 'Ready', status: wanted, lastTransitionTime: formatTime(nowMs) }
  return { ...status, conditions: [...others, own] }
}

/** Says of every Pod that runs that it is ready. */
export async function mend({ registry }: World): Promise<void> {
  const { nowMs } = { nowMs: registry.clock.nowMs() }
  for (const one of registry.all(pod))
    if (one.status?.phase === 'Running')
      await setStatus(registry, one, live => withReady(live, true, nowMs))
}

type Change = { readonly [name in keyof PodSpec]?: PodSpec[name] | undefined }

/** What is empty is nothing once it is stored, so it is left out here: templates that differ in that alone have one hash. */
const withPodSpec = (spec: DaemonSetSpec, change: Change): DaemonSetSpec => ({
  ...spec,
  template: {
    ...spec.template,
    spec: { ...(spec.template?.spec ?? { containers: [] }), ...change } as PodSpec,
  },
})

function tolerations(value: number) {
  if (value === 0) return undefined
  return value === 1 ? [{ key: 'test', operator: 'Exists' }] : [{ operator: 'Exists' }]
}

function strategy(value: number): NonNullable<DaemonSetSpec['updateStrategy']> {
  const rollingUpdate = STRATEGIES[value % (STRATEGIES.length + 1)]
  return rollingUpdate === undefined
    ? { type: 'OnDelete' }
    : { type: 'RollingUpdate', rollingUpdate }
}

const POLICIES = ['Orphan', 'Background', 'Foreground'] as const

async function recreate(registry: Registry, value: number): Promise<void> {
  const propagationPolicy = POLICIES[value] ?? 'Background'
  for (const ds of registry.all(daemonSet))
    await registry.delete(targetOf(daemonSet, ds), { propagationPolicy }, USER)
}

async function behave(registry: Registry, startMs: number, stopMs: number): Promise<void> {
  const spec = { startDelay: `${startMs}ms`, stopDelay: `${stopMs}ms` }
  const of = target<PodBehavior>(podBehavior, 'default', 'all')
  const known = await registry.modify<PodBehavior>(of, live => ({ ...live, spec }), USER)
  if (known !== undefined) return
  const draft = { value: { metadata: { name: 'all' }, spec } }
  await registry.create(target<PodBehavior>(podBehavior, 'default'), draft as never, USER)
}

/** Who is refused: the controller, and whoever collects what is left behind. */
const CONTROLLERS = ['daemon-set-controller', 'generic-garbage-collector'].map(
  name => `system:serviceaccount:kube-system:${name}`,
)

const refusal = (value: number) => ({
  type: 'ApiError',
  code: [409, 429, 500, 503][value % 4] ?? 500,
  share: 50,
  users: CONTROLLERS,
  ...(value < 4 ? {} : { resources: ['pods'] }),
})

const onNode = (at: Node | undefined) => ({ nodeNames: [at?.metadata.name ?? ''] })

async function addFault(registry: Registry, what: object, forMs: number): Promise<void> {
  const spec = { ...what, until: formatTime(registry.clock.nowMs() + forMs) }
  const draft = { value: { metadata: { generateName: 'fault-' }, spec } }
  await registry.create(target(fault), draft as never, USER)
}

/** Makes the DaemonSet when it is not there. */
export async function ensureAgent({ registry }: World): Promise<void> {
  if (registry.all(daemonSet).length > 0) return
  await registry.create(target(daemonSet, 'default'), { value: AGENT } as never, USER)
}

/** Touches the DaemonSet, so that its controller looks at it, and has it roll updates out. */
export async function finish(world: World, seed: number): Promise<void> {
  const { registry } = world
  for (const ds of registry.all(daemonSet))
    await registry.modify(
      targetOf(daemonSet, ds),
      live => ({
        ...live,
        metadata: {
          ...live.metadata,
          annotations: { ...live.metadata.annotations, finish: 'yes' },
        },
        spec: { ...live.spec, updateStrategy: strategy(seed % STRATEGIES.length) },
      }),
      USER,
    )
}
