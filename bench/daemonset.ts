// A DaemonSet on 1,000 nodes, Pods starting at once: all Ready, rolled, deleted, over HTTP from a server in a
// process of its own with what that holds; and a look of the controller that finds nothing to do.
import { createCluster } from '../src/cluster.ts'
import { daemonSet } from '../src/kinds/index.ts'
import type { Loop } from '../src/loop/loop.ts'
import { systemContext } from '../src/registry/context.ts'
import { target } from '../src/registry/target.ts'
import type { DaemonSet } from '../src/schema/generated/apps-v1.ts'
import type { Node } from '../src/schema/generated/core-v1.ts'
import type { Figure } from './main.ts'
import { type BenchServer, startServer } from './server.ts'

const NODES = 1_000
const PORT = 19_720
const PATH = '/apis/apps/v1/namespaces/default/daemonsets'
const MERGE = 'application/merge-patch+json'

const agent: DaemonSet = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent' },
  spec: {
    selector: { matchLabels: { app: 'agent' } },
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } },
    template: {
      metadata: { labels: { app: 'agent' } },
      spec: { containers: [{ name: 'c', image: 'i:1' }] },
    },
  },
}
const rolled = { spec: { template: { spec: { containers: [{ name: 'c', image: 'i:2' }] } } } }

export async function run(): Promise<readonly Figure[]> {
  return [...(await served()), await idleReconcile()]
}

async function served(): Promise<readonly Figure[]> {
  const flags = ['--nodes', String(NODES), '--control-plane-nodes', '0', '--pod-start-delay', '0']
  const server = await startServer(PORT, '--store', 'memory', ...flags)
  const ask = asker(server)
  const status = async () => ((await ask('GET', `${PATH}/agent`)) as DaemonSet).status
  try {
    await until(async () => areReady(await ask('GET', '/api/v1/nodes')), 200)
    const figures = [
      await timed('all Ready after the create', async () => {
        await ask('POST', PATH, agent)
        await until(async () => (await status())?.numberReady === NODES)
      }),
      await timed('rolled with maxUnavailable 10%', async () => {
        await ask('PATCH', `${PATH}/agent`, rolled, MERGE)
        await until(async () => isRolled(await status()))
      }),
    ]
    const residentMb = server.residentMb()
    const deleted = await timed('deleted with its Pods', async () => {
      await ask('DELETE', `${PATH}/agent`)
      await until(async () => listed(await ask('GET', '/api/v1/pods?limit=1')) === 0)
    })
    return [...figures, deleted, { name: 'resident after the roll', value: residentMb, unit: 'MB' }]
  } finally {
    await server.close()
  }
}

const isRolled = (status: DaemonSet['status']): boolean =>
  status?.updatedNumberScheduled === NODES &&
  status?.numberAvailable === NODES &&
  status?.observedGeneration === 2

/** All nodes, each Ready and no longer tainted: a world at rest. */
const areReady = (list: unknown): boolean => {
  const { items } = list as { items: Node[] }
  return items.length === NODES && items.every(isReady)
}

const isReady = ({ spec, status }: Node): boolean =>
  spec?.taints === undefined &&
  status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true

const listed = (list: unknown): number => (list as { items: unknown[] }).items.length

function asker({ url }: BenchServer) {
  return async (method: string, path: string, body?: object, type = 'application/json') => {
    const headers = body === undefined ? {} : { 'content-type': type }
    const answer = await fetch(url + path, { method, headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`)
    return answer.json()
  }
}

/** Asks now and then, so that asking costs little of what is measured. */
async function until(done: () => Promise<boolean>, everyMs = 20): Promise<void> {
  while (!(await done())) await new Promise(resolve => setTimeout(resolve, everyMs))
}

async function timed(name: string, act: () => Promise<void>): Promise<Figure> {
  const startedMs = performance.now()
  await act()
  const seconds = (performance.now() - startedMs) / 1000
  return { name: `${NODES} nodes: ${name}`, value: seconds, unit: 's' }
}

const LOOKS = 50

/** The controller's own look, with everything as it should be; the best of many. */
async function idleReconcile(): Promise<Figure> {
  let controller: Loop | undefined
  const cluster = await createCluster({
    nodes: NODES,
    controlPlaneNodes: 0,
    podStartDelayMs: 0,
    aroundLoop: loop => {
      if (loop.name === 'daemonset') controller = loop
      return loop
    },
  })
  try {
    await cluster.settle()
    const admin = systemContext('kubernetes-admin', 'bench', ['system:masters'])
    await cluster.registry.create(target(daemonSet, 'default', 'agent'), agent, admin)
    await cluster.settle()
    let bestMs = Number.POSITIVE_INFINITY
    for (let look = 0; look < LOOKS; look++) {
      const startedMs = performance.now()
      await controller?.reconcile('default/agent')
      bestMs = Math.min(bestMs, performance.now() - startedMs)
    }
    return {
      name: `${NODES} nodes: a reconcile with nothing to do`,
      value: bestMs,
      unit: 'ms',
      ratio: bestMs / 5,
      limit: 'what we promise',
    }
  } finally {
    await cluster.close()
  }
}
