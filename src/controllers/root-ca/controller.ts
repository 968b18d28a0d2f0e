import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { sameJson } from '../../meta/freeze.ts'
import { controllerContext } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { configMaps, namespaces } from '../rows.ts'
import { unlessGoing } from '../serviceaccount/controller.ts'

const NAME = 'kube-root-ca.crt'
const DESCRIPTION = 'kubernetes.io/description'
const TEXT =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.'

export interface RootCaOptions {
  readonly registry: Registry
  readonly timers: Timers
  /** The certificate by which clients know the server, in PEM; empty without TLS. */
  readonly rootCa: string
}

/** Publishes the server's certificate in every namespace, and puts it right when it is changed. */
export class RootCaPublisher implements Loop {
  readonly name = 'root-ca'
  readonly workers = 4
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #data: Readonly<Record<string, string>>
  readonly #context = controllerContext('root-ca-cert-publisher')
  readonly #follower: Follower

  constructor({ registry, timers, rootCa }: RootCaOptions) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#data = { 'ca.crt': rootCa }
    this.#follower = new Follower(registry)
  }

  start(): void {
    this.#follower.onAll(namespaces, (next, previous) => {
      if (next !== undefined && previous === undefined) this.queue.add(keyOf(next))
    })
    this.#follower.on(configMaps, (next, previous) => {
      const { name, namespace = '' } = (next ?? previous)?.metadata ?? {}
      if (name === NAME && previous !== undefined) this.queue.add(namespace)
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(namespace: string): Promise<void> {
    const found = this.#registry.find(at(namespaces, namespace))
    if (found === undefined || found.metadata.deletionTimestamp !== undefined) return
    const of = target(configMaps, namespace, NAME)
    const live = this.#registry.find(of)
    const annotations = { [DESCRIPTION]: TEXT }
    if (live === undefined) {
      const metadata = { name: NAME, namespace, annotations }
      const made = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: this.#data }
      await unlessGoing(() => this.#registry.create(of, made, this.#context))
      return
    }
    const right = sameJson(live.data, this.#data)
    if (right && live.metadata.annotations?.[DESCRIPTION] === TEXT) return
    const metadata = {
      ...live.metadata,
      annotations: { ...live.metadata.annotations, ...annotations },
    }
    const change = (now: typeof live) => ({
      ...now,
      metadata: { ...now.metadata, annotations: metadata.annotations },
      data: this.#data,
    })
    await this.#registry.modify(of, change, this.#context)
  }
}
