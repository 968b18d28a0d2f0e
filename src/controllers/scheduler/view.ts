// The cluster as the scheduler sees it: nodes with their Pods, and with the Pods that it has just decided
// to bind. A node is summed up again only when it or its Pods have changed.
import {
  deviceClass,
  namespace as namespaceKind,
  node as nodeKind,
  persistentVolume,
  persistentVolumeClaim,
  podDisruptionBudget,
  resourceClaim,
  storageClass,
} from '../../kinds/index.ts'
import type { Kind } from '../../meta/kind.ts'
import type { KubeObject } from '../../meta/object.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import {
  hasRequiredAntiAffinity,
  type NodeInfo,
  nodeInfo,
  type PodsOfNodes,
} from '../../scheduling/node-info.ts'
import type { World } from '../../scheduling/predicate.ts'
import type {
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
} from '../../schema/generated/core-v1.ts'
import type { PodDisruptionBudget } from '../../schema/generated/policy-v1.ts'
import type { ResourceClaim } from '../../schema/generated/resource-v1.ts'
import type { StorageClass } from '../../schema/generated/storage-v1.ts'
import { findNode, keyOfPod } from '../node/objects.ts'

interface Known {
  readonly node: Node
  readonly entries: readonly { readonly object: unknown }[]
  readonly assumed: number
  readonly info: NodeInfo
}

export class SchedulerView {
  readonly #registry: Registry
  readonly #podsOfNodes: PodsOfNodes
  readonly #known = new Map<string, Known>()
  /** Pods on their way to a node, by node and key. */
  readonly #assumed = new Map<string, Map<string, Pod>>()
  #assumptions = 0
  /** The nodes of Pods that refuse the company of others, by the key of the Pod. */
  readonly #unsociable = new Map<string, string>()
  /** Pods that room was made for, by their key. */
  readonly #promised = new Map<string, { readonly pod: Pod; readonly nodeName: string }>()

  constructor(registry: Registry, podsOfNodes: PodsOfNodes) {
    this.#registry = registry
    this.#podsOfNodes = podsOfNodes
  }

  /** Keeps in mind where Pods stand that refuse the company of others. */
  note(previous: Pod | undefined, next: Pod | undefined): void {
    const nodeName = next?.spec?.nodeName ?? ''
    if (next !== undefined && nodeName !== '' && hasRequiredAntiAffinity(next))
      this.#unsociable.set(keyOfPod(next), nodeName)
    else if (previous !== undefined && next === undefined)
      this.#unsociable.delete(keyOfPod(previous))
    const promised = next?.status?.nominatedNodeName ?? ''
    if (next !== undefined && nodeName === '' && promised !== '') this.promise(next, promised)
    else if (next === undefined || nodeName !== '' || previous?.status?.nominatedNodeName)
      this.#promised.delete(keyOfPod((next ?? previous) as Pod))
  }

  /** Keeps room on a node for a Pod, against others that are less important. */
  promise(pod: Pod, nodeName: string): void {
    this.#promised.set(keyOfPod(pod), { pod, nodeName })
  }

  /** Counts a Pod on a node until `forget`. */
  assume(pod: Pod, nodeName: string): void {
    if (hasRequiredAntiAffinity(pod)) this.#unsociable.set(keyOfPod(pod), nodeName)
    const pods = this.#assumed.get(nodeName) ?? new Map<string, Pod>()
    pods.set(keyOfPod(pod), pod)
    this.#assumed.set(nodeName, pods)
    this.#assumptions += 1
  }

  forget(pod: Pod, nodeName: string): void {
    const pods = this.#assumed.get(nodeName)
    pods?.delete(keyOfPod(pod))
    if (pods?.size === 0) this.#assumed.delete(nodeName)
    this.#assumptions += 1
  }

  info(nodeName: string): NodeInfo | undefined {
    const node = findNode(this.#registry, nodeName)
    return node === undefined ? undefined : this.#infoOf(node)
  }

  /** The world around a decision; the nodes are summed up when somebody asks for them. */
  world(): World {
    const registry = this.#registry
    const find = <T extends KubeObject>(kind: Kind, namespace: string, name: string) =>
      registry.find(target(kind as Kind<T>, namespace, name))
    const summedUp = (): readonly NodeInfo[] => this.#allInfos()
    let nodes: readonly NodeInfo[] | undefined
    const unsociable = new Set(this.#unsociable.values())
    return {
      withAntiAffinity: [...unsociable].flatMap(name => this.info(name) ?? []),
      get nodes() {
        nodes ??= summedUp()
        return nodes
      },
      nodeCount: registry.store.snapshot().count('nodes'),
      namespaceLabels: name => find(namespaceKind, '', name)?.metadata.labels,
      claim: (namespace, name) =>
        find<PersistentVolumeClaim>(persistentVolumeClaim, namespace, name),
      volume: name => find<PersistentVolume>(persistentVolume, '', name),
      volumes: () => registry.all<PersistentVolume>(persistentVolume as Kind<PersistentVolume>),
      storageClass: name => find<StorageClass>(storageClass, '', name),
      resourceClaim: (namespace, name) => find<ResourceClaim>(resourceClaim, namespace, name),
      promisedTo: nodeName =>
        [...this.#promised.values()].flatMap(one => (one.nodeName === nodeName ? one.pod : [])),
      budgets: namespace =>
        registry.all<PodDisruptionBudget>(
          podDisruptionBudget as Kind<PodDisruptionBudget>,
          namespace,
        ),
      hasDeviceClass: name => find(deviceClass, '', name) !== undefined,
    }
  }

  #allInfos(): NodeInfo[] {
    return this.#registry.all<Node>(nodeKind).map(node => this.#infoOf(node))
  }

  #infoOf(node: Node): NodeInfo {
    const name = node.metadata.name ?? ''
    const entries = this.#podsOfNodes.get(name)
    const assumed = this.#assumed.get(name)
    const assumptions = assumed === undefined ? 0 : this.#assumptions
    const known = this.#known.get(name)
    if (known?.node === node && known.entries === entries && known.assumed === assumptions)
      return known.info
    const pods = entries.map(entry => entry.object as Pod)
    const info = nodeInfo(node, assumed === undefined ? pods : withAssumed(pods, assumed))
    this.#known.set(name, { node, entries, assumed: assumptions, info })
    return info
  }
}

/** A Pod that has arrived is not counted twice. */
function withAssumed(pods: readonly Pod[], assumed: ReadonlyMap<string, Pod>): Pod[] {
  const arrived = new Set(pods.map(keyOfPod))
  return [...pods, ...[...assumed].filter(([key]) => !arrived.has(key)).map(([, pod]) => pod)]
}
