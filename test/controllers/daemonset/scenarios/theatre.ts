// A whole cluster in virtual time, spoken to over HTTP as a client would: for scenarios in which more than the DaemonSet
// controller plays a part.
import { VirtualClock } from '../../../../src/clock.ts'
import { type Cluster, createCluster } from '../../../../src/cluster.ts'
import { SeededIds } from '../../../../src/ids.ts'
import type { StatusCause } from '../../../../src/meta/status.ts'
import type { ControllerRevision, DaemonSet } from '../../../../src/schema/generated/apps-v1.ts'
import type { Event, Node, Pod } from '../../../../src/schema/generated/core-v1.ts'
import { MemoryStore } from '../../../../src/store/memory.ts'

export const CORE = '/api/v1/namespaces/default'
export const APPS = '/apis/apps/v1/namespaces/default'
export const DS = `${APPS}/daemonsets/d`

const MERGE = 'application/merge-patch+json'
export const STRATEGIC = 'application/strategic-merge-patch+json'

/** A refusal, as much of it as tests look at. */
export interface Refusal {
  readonly code?: number
  readonly reason?: string
  readonly message?: string
  readonly details?: { readonly causes?: readonly StatusCause[] }
}

export class Theatre {
  readonly cluster: Cluster

  constructor(cluster: Cluster) {
    this.cluster = cluster
  }

  /** What is answered to a request; the world settles before and after. */
  async ask<T = Refusal>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: object,
    type = method === 'PATCH' ? MERGE : 'application/json',
  ): Promise<{ readonly code: number; readonly body: T; readonly warnings: string }> {
    const answer = await this.cluster.app.inject({
      method,
      url,
      headers: body === undefined ? {} : { 'content-type': type },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    await this.cluster.settle()
    const warnings = String(answer.headers['warning'] ?? '')
    return { code: answer.statusCode, body: answer.json(), warnings }
  }

  async get<T>(url: string): Promise<T> {
    const { code, body } = await this.ask<T>('GET', url)
    if (code !== 200) throw new Error(`${url}: ${code}`)
    return body
  }

  async list<T>(url: string): Promise<readonly T[]> {
    return (await this.get<{ items: readonly T[] }>(url)).items
  }

  /** Makes what is refused an error. */
  async make<T>(url: string, body: object): Promise<T> {
    const { code, body: made } = await this.ask<T & Refusal>('POST', url, body)
    if (code >= 300) throw new Error(`${url}: ${made.message}`)
    return made
  }

  async patch<T>(url: string, body: object, type = MERGE): Promise<T> {
    const { code, body: made } = await this.ask<T & Refusal>('PATCH', url, body, type)
    if (code >= 300) throw new Error(`${url}: ${made.message}`)
    return made
  }

  addDaemonSet(spec: object = {}, metadata: object = {}): Promise<DaemonSet> {
    return this.make(`${APPS}/daemonsets`, manifest(spec, metadata))
  }

  ds(): Promise<DaemonSet> {
    return this.get(DS)
  }

  pods(): Promise<readonly Pod[]> {
    return this.list(`${CORE}/pods`)
  }

  nodes(): Promise<readonly Node[]> {
    return this.list('/api/v1/nodes')
  }

  async revisions(): Promise<readonly ControllerRevision[]> {
    const all = await this.list<ControllerRevision>(`${APPS}/controllerrevisions`)
    return [...all].sort((a, b) => a.revision - b.revision)
  }

  async reasons(): Promise<string[]> {
    return (await this.list<Event>(`${CORE}/events`)).map(({ reason = '' }) => reason)
  }

  /** `worker-1:i:1 worker-2:i:2!`: nodes and images of Pods that were not over; `!` is going. */
  async placed(): Promise<string> {
    return (await this.pods())
      .map(({ spec, metadata }) => {
        const mark = metadata.deletionTimestamp === undefined ? '' : '!'
        return `${spec?.nodeName}:${spec?.containers?.[0]?.image}${mark}`
      })
      .sort()
      .join(' ')
  }

  setImage(image: string): Promise<DaemonSet> {
    const containers = [{ name: 'c', image }]
    return this.patch(DS, { spec: { template: { spec: { containers } } } }, STRATEGIC)
  }

  async advance(seconds: number): Promise<void> {
    await this.cluster.advance(seconds * 1_000)
  }

  /** How Pods live from now on. */
  async behave(spec: object): Promise<void> {
    await this.make('/apis/mimikube.dev/v1alpha1/namespaces/default/podbehaviors', {
      metadata: { name: 'all' },
      spec,
    })
  }

  async breaks(spec: object): Promise<void> {
    await this.make('/apis/mimikube.dev/v1alpha1/faults', { metadata: { name: 'trouble' }, spec })
  }

  async mends(): Promise<void> {
    await this.ask('DELETE', '/apis/mimikube.dev/v1alpha1/faults/trouble')
  }
}

/** A DaemonSet that says no more than it must. */
export function manifest(spec: object = {}, metadata: object = {}) {
  const labels = { app: 'd' }
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'd', ...metadata },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i:1' }] } },
      ...spec,
    },
  }
}

export const rolling = (maxUnavailable: number | string, maxSurge: number | string = 0) => ({
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } },
})

/** Plays in a cluster with so many workers, Pods of which start at once. */
export async function play(nodes: number, act: (t: Theatre) => Promise<void>): Promise<void> {
  const clock = new VirtualClock()
  const cluster = await createCluster({
    clock,
    store: new MemoryStore({ clock }),
    ids: new SeededIds(1),
    nodes,
    controlPlaneNodes: 0,
    podStartDelayMs: 0,
    onError: () => {},
  })
  try {
    await cluster.settle()
    await act(new Theatre(cluster))
  } finally {
    await cluster.close()
  }
}
