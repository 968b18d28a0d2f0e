// Nodes and Pods drawn in a line of text, so that plans can be tested as tables.
import type { Action } from '../../../src/controllers/daemonset/manage.ts'
import { type View, viewOf } from '../../../src/controllers/daemonset/view.ts'
import type { DaemonSet } from '../../../src/schema/generated/apps-v1.ts'
import type { Node, Pod } from '../../../src/schema/generated/core-v1.ts'

export const NOW_MS = Date.UTC(2026, 0, 1)

/** `a` plain, `a!` tainted NoSchedule, `a!!` tainted NoExecute. */
export function node(text: string): Node {
  const [, name = '', marks = ''] = /^(\w+)(!*)$/.exec(text) ?? []
  const effect = marks === '!!' ? 'NoExecute' : 'NoSchedule'
  const taints = marks === '' ? [] : [{ key: 'k', effect }]
  return { apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: { taints } }
}

/**
 * `p1@a`: bound to a, of the current template, ready since long ago. The age is the order. After a colon:
 * `old`, `unready`, `fresh` (ready for 10 s), `deleting`, `Failed`, `Succeeded`, `waiting` (not bound).
 */
export function pod(text: string, index: number): Pod {
  const [place = '', ...marks] = text.split(':')
  const [name = '', on = ''] = place.split('@')
  const readySince = NOW_MS - (marks.includes('fresh') ? 10_000 : 3_600_000)
  const ready = marks.includes('unready') ? 'False' : 'True'
  const phase = marks.find(mark => mark === 'Failed' || mark === 'Succeeded') ?? 'Running'
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'n',
      creationTimestamp: new Date(NOW_MS - 1e6 + index * 1000).toISOString(),
      labels: { 'controller-revision-hash': marks.includes('old') ? 'h1' : 'h2' },
      ...(marks.includes('deleting') ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec: marks.includes('waiting') ? waitingFor(on) : { nodeName: on },
    status: {
      phase,
      conditions: [
        { type: 'Ready', status: ready, lastTransitionTime: new Date(readySince).toISOString() },
      ],
    },
  }
}

const waitingFor = (on: string) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          { matchFields: [{ key: 'metadata.name', operator: 'In', values: [on] }] },
        ],
      },
    },
  },
})

export interface Drawn {
  readonly nodes: string
  readonly pods?: string
  readonly maxUnavailable?: number | string
  readonly maxSurge?: number | string
  readonly minReadySeconds?: number
}

const words = (text = ''): string[] => text.split(' ').filter(word => word !== '')

export function view(drawn: Drawn): View {
  const { maxUnavailable = drawn.maxSurge === undefined ? 1 : 0, maxSurge = 0 } = drawn
  const ds: DaemonSet = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'd', namespace: 'n', uid: 'u', generation: 3 },
    spec: {
      selector: { matchLabels: { app: 'd' } },
      template: { metadata: { labels: { app: 'd' } }, spec: { containers: [] } },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } },
      minReadySeconds: drawn.minReadySeconds ?? 0,
    },
  }
  return viewOf(ds, words(drawn.nodes).map(node), words(drawn.pods).map(pod), 'h2', NOW_MS)
}

/** `+a` creates on a, `-p1` deletes, `~1s` waits. */
export function draw(actions: readonly Action[]): string {
  const shown = actions.map(action => {
    if (action.do === 'create') return `+${action.node}`
    return action.do === 'wait' ? `~${action.afterMs / 1000}s` : `-${action.pod.metadata.name}`
  })
  return shown.join(' ')
}
