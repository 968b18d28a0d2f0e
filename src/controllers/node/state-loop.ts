// What the node controllers keep right on each Node object, as soon as it changes: taints that follow its
// conditions, a range for its Pods, the older names of its labels. Health over time is
// `health-loop.ts`.
import { node as nodeKind } from '../../kinds/index.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { controllerContext } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import {
  ARCH_LABEL,
  BETA_ARCH_LABEL,
  BETA_OS_LABEL,
  KUBELET_ANNOTATION,
  OS_LABEL,
  TAINT_NOT_READY,
} from '../../scheduling/labels.ts'
import type { Node, Taint } from '../../schema/generated/core-v1.ts'
import { Cidrs } from './cidrs.ts'
import { findNode, nodeTarget } from './objects.ts'
import { taintsByCondition } from './taints-by-condition.ts'
import { TTL_ANNOTATION, Ttl } from './ttl.ts'

export const NODE_CONTROLLER = controllerContext('node-controller')

/**
 * The controller that gives out ranges is one of its own and comes a moment later than the others. Where a kubelet
 * waits for the range it is given at once, so that a cluster settles without time passing.
 */
const RANGE_AFTER_MS = 250

/** A new node whose kubelet has not told of it yet keeps the taint that it came with for a moment, for the same reason. */
const UNTAINT_AFTER_MS = 50

export interface NodeStateOptions {
  readonly registry: Registry
  readonly timers: Timers
}

export class NodeStateLoop implements Loop {
  readonly name = 'node-state'
  readonly workers = 64
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #cidrs = new Cidrs()
  readonly #ttl = new Ttl()
  /** When nodes are to get their ranges, by name. */
  readonly #rangeDueMs = new Map<string, number>()
  /** When nodes that nobody told the condition of are to lose the taint that they came with, by name. */
  readonly #untaintDueMs = new Map<string, number>()
  #unsubscribe: () => void = () => {}

  constructor({ registry, timers }: NodeStateOptions) {
    this.#registry = registry
    this.queue = new WorkQueue(this.name, timers)
  }

  start(): void {
    this.#ttl.count(this.#registry.store.snapshot().count('nodes'))
    for (const node of this.#registry.all<Node>(nodeKind)) this.#note(node)
    this.#unsubscribe = this.#registry.store.onChange('nodes', ({ previous, next }) => {
      this.#ttl.count(this.#registry.store.snapshot().count('nodes'))
      if (next === undefined) this.#forget(previous?.key.name ?? '')
      else this.#note(next.object as Node)
    })
  }

  stop(): void {
    this.#unsubscribe()
  }

  #forget(name: string): void {
    this.#cidrs.release(name)
    this.#rangeDueMs.delete(name)
    this.#untaintDueMs.delete(name)
  }

  async reconcile(name: string): Promise<void> {
    if (findNode(this.#registry, name) === undefined) return
    const nowMs = this.#registry.clock.nowMs()
    await this.#registry.modify<Node>(
      nodeTarget(name),
      live => this.#kept(live, nowMs),
      NODE_CONTROLLER,
    )
  }

  #note(node: Node): void {
    const { name = '' } = node.metadata
    const cidr = node.spec?.podCIDR ?? ''
    if (cidr !== '') {
      this.#cidrs.keep(name, cidr)
      this.#rangeDueMs.delete(name)
    }
    if (this.#kept(node, this.#registry.clock.nowMs()) !== node) this.queue.add(name)
  }

  /** A range for a node that has none and is to have one by now. */
  #rangeFor(node: Node, nowMs: number): string {
    const { name = '' } = node.metadata
    if ((node.spec?.podCIDR ?? '') !== '') return ''
    if (node.metadata.annotations?.[KUBELET_ANNOTATION] === 'none') {
      const dueMs = this.#rangeDueMs.get(name) ?? nowMs + RANGE_AFTER_MS
      this.#rangeDueMs.set(name, dueMs)
      this.queue.addAfter(name, dueMs - nowMs)
      if (nowMs < dueMs) return ''
    }
    return this.#cidrs.take(name)
  }

  /** The taints that a node should have by now. */
  #taintsOf(node: Node, before: readonly Taint[], nowMs: number): readonly Taint[] {
    const { name = '', annotations } = node.metadata
    const isTold = (node.status?.conditions ?? []).some(({ type }) => type === 'Ready')
    const isNew = before.some(isNotReady) && !isTold && annotations?.[KUBELET_ANNOTATION] === 'none'
    if (isNew) {
      const dueMs = this.#untaintDueMs.get(name) ?? nowMs + UNTAINT_AFTER_MS
      this.#untaintDueMs.set(name, dueMs)
      this.queue.addAfter(name, dueMs - nowMs)
      if (nowMs < dueMs) return before
    }
    return taintsByCondition({ ...node, spec: { ...node.spec, taints: before } }, nowMs)
  }

  /** The node as it should be; the same node when it is. */
  #kept(node: Node, nowMs: number): Node {
    const before = node.spec?.taints ?? NO_TAINTS
    const taints = this.#taintsOf(node, before, nowMs)
    const labels = withOlderNames(node.metadata.labels)
    const annotations = withTtl(node.metadata.annotations, this.#ttl.seconds)
    const cidr = this.#rangeFor(node, nowMs)
    const isSame = labels === node.metadata.labels && annotations === node.metadata.annotations
    if (isSame && taints === before && cidr === '') return node
    const { taints: _, ...spec } = node.spec ?? {}
    return {
      ...node,
      metadata: {
        ...node.metadata,
        ...(labels === undefined ? {} : { labels }),
        ...(annotations === undefined ? {} : { annotations }),
      },
      spec: {
        ...(cidr === '' ? {} : { podCIDR: cidr, podCIDRs: [cidr] }),
        ...spec,
        ...(taints.length === 0 ? {} : { taints }),
      },
    }
  }
}

const isNotReady = ({ key, effect }: Taint): boolean =>
  key === TAINT_NOT_READY && effect === 'NoSchedule'

const NO_TAINTS: readonly Taint[] = []

const OLDER_NAMES: readonly (readonly [string, string])[] = [
  [OS_LABEL, BETA_OS_LABEL],
  [ARCH_LABEL, BETA_ARCH_LABEL],
]

type Texts = Readonly<Record<string, string>> | undefined

function withOlderNames(labels: Texts): Texts {
  let kept = labels
  for (const [name, older] of OLDER_NAMES) {
    const value = labels?.[name]
    if (value !== undefined && labels?.[older] !== value) kept = { ...kept, [older]: value }
  }
  return kept
}

function withTtl(annotations: Texts, seconds: number): Texts {
  const value = String(seconds)
  return annotations?.[TTL_ANNOTATION] === value
    ? annotations
    : { ...annotations, [TTL_ANNOTATION]: value }
}
