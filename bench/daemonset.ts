// A DaemonSet on 1,000 nodes, Pods starting at once: all Ready, rolled, deleted; and a look that changes nothing.
import { createCluster } from '../src/cluster.ts'
import { daemonSet, pod } from '../src/kinds/index.ts'
import { systemContext } from '../src/registry/context.ts'
import { target } from '../src/registry/target.ts'
import type { DaemonSet } from '../src/schema/generated/apps-v1.ts'
import type { Figure } from './main.ts'

const NODES = 1_000
const ADMIN = systemContext('kubernetes-admin', 'bench', ['system:masters'])
const of = target(daemonSet, 'default', 'agent')

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

export async function run(): Promise<readonly Figure[]> {
  const cluster = await createCluster({ nodes: NODES, controlPlaneNodes: 0, podStartDelayMs: 0 })
  const { registry } = cluster
  await cluster.settle()
  const status = () => registry.find(of)?.status
  const timed = async (
    name: string,
    act: () => Promise<unknown>,
    done: () => boolean,
  ): Promise<Figure> => {
    const startedMs = performance.now()
    await act()
    while (!done()) await new Promise(setImmediate)
    return {
      name: `${NODES} nodes: ${name}`,
      value: (performance.now() - startedMs) / 1000,
      unit: 's',
    }
  }
  try {
    return [
      await timed(
        'all Ready after the create',
        () => registry.create(of, agent, ADMIN),
        () => status()?.numberReady === NODES,
      ),
      await timed(
        'rolled with maxUnavailable 10%',
        () => registry.modify(of, live => withImage(live, 'i:2'), ADMIN),
        () =>
          status()?.updatedNumberScheduled === NODES &&
          status()?.numberAvailable === NODES &&
          status()?.observedGeneration === 2,
      ),
      await timed(
        'deleted with its Pods',
        () => registry.delete(of, { propagationPolicy: 'Background' }, ADMIN),
        () => registry.all(pod, 'default').length === 0,
      ),
      { name: 'resident', value: process.memoryUsage().rss / 1024 / 1024, unit: 'MB' },
    ]
  } finally {
    await cluster.close()
  }
}

function withImage(ds: DaemonSet, image: string): DaemonSet {
  const { spec } = ds
  const podSpec = spec?.template?.spec
  const containers = podSpec?.containers?.map(container => ({ ...container, image })) ?? []
  return {
    ...ds,
    spec: { ...spec, template: { ...spec?.template, spec: { ...podSpec, containers } } },
  } as DaemonSet
}
