import { DaemonSetController } from '../../../src/controllers/daemonset/controller.ts'
import { DaemonSetNodes } from '../../../src/controllers/daemonset/node-controller.ts'
import * as rows from '../../../src/controllers/rows.ts'
import type { DaemonSet } from '../../../src/schema/generated/apps-v1.ts'
import type { Pod } from '../../../src/schema/generated/core-v1.ts'
import { World } from '../world.ts'

/** A world with DaemonSets. */
export class Stage extends World {
  constructor() {
    super(parts => {
      const recorder = parts.recorder('daemonset-controller')
      const controller = new DaemonSetController({ ...parts, recorder })
      const nodes = new DaemonSetNodes({ ...parts, daemonSetQueue: controller.queue })
      return [controller, nodes]
    })
  }

  async addNodes(names: string): Promise<void> {
    for (const name of names.split(' ')) {
      await this.create(rows.nodes, { metadata: { name }, spec: {}, status: {} })
      // New nodes are tainted as not ready until a controller that is not here finds them ready.
      await this.change(rows.nodes, name, live => ({ ...live, spec: {} }))
    }
    await this.settle()
  }

  async addDaemonSet(spec: object = {}): Promise<void> {
    await this.create(rows.daemonSets, { metadata: { name: 'd' }, spec: { ...plain, ...spec } })
    await this.settle()
  }

  get ds(): DaemonSet {
    return this.registry.get({ ...targetOf, namespace: 'n', name: 'd' })
  }

  async changeSpec(change: (spec: NonNullable<DaemonSet['spec']>) => object): Promise<void> {
    await this.change(rows.daemonSets, 'n/d', live => ({
      ...live,
      spec: change(live.spec ?? plain) as NonNullable<DaemonSet['spec']>,
    }))
    await this.settle()
  }

  setImage(image: string): Promise<void> {
    return this.changeSpec(spec => {
      const { template } = spec
      const containers = (template?.spec?.containers ?? []).map(one => ({ ...one, image }))
      return { ...spec, template: { ...template, spec: { ...template?.spec, containers } } }
    })
  }

  /** `a:1 b:2`: the nodes with Pods and the images there, `!` for what is being deleted. */
  get placed(): string {
    return this.all(rows.pods).map(shown).sort().join(' ')
  }
}

const version = rows.daemonSets.versions[0]
if (version === undefined) throw new Error('no version')
const targetOf = { kind: rows.daemonSets, version }

function shown(pod: Pod): string {
  const terms =
    pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
      ?.nodeSelectorTerms
  const node = terms?.[0]?.matchFields?.[0]?.values?.[0] ?? pod.spec?.nodeName
  const image = pod.spec?.containers?.[0]?.image
  return `${node}:${image}${pod.metadata.deletionTimestamp === undefined ? '' : '!'}`
}

export const templateOf = (image: string) => ({
  metadata: { labels: { app: 'd' } },
  spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'c', image }] },
})

const plain = {
  selector: { matchLabels: { app: 'd' } },
  template: templateOf('1'),
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
}

export async function stage(nodes: string, spec?: object): Promise<Stage> {
  const made = new Stage()
  await made.start()
  if (nodes !== '') await made.addNodes(nodes)
  await made.addDaemonSet(spec)
  return made
}
