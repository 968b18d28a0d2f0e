// The simulation must be able to fail: controllers that make one mistake are found out, and the way there is short.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Loop } from '../../src/loop/loop.ts'
import type { Registry } from '../../src/registry/registry.ts'
import type { DaemonSet } from '../../src/schema/generated/apps-v1.ts'
import type { Node } from '../../src/schema/generated/core-v1.ts'
import { closeBases, type Failure, type Play, simulate } from './simulate.ts'

const SEEDS = 40
const STEPS = 60

/** The first failure of controllers that see something else than there is. */
async function found(aroundLoop: NonNullable<Play['aroundLoop']>): Promise<Failure | undefined> {
  await closeBases()
  for (let seed = 1; seed <= SEEDS; seed++) {
    const failure = await simulate(seed, STEPS, { aroundLoop })
    if (failure !== undefined) return failure
  }
  return undefined
}

/** The DaemonSet controller reads through other eyes: until it waits for the first time, which is when it has decided. */
function seeing(lie: (registry: Registry) => () => void): NonNullable<Play['aroundLoop']> {
  return function deceived(loop: Loop, registry: Registry): Loop {
    if (loop.name !== 'daemonset') return loop
    return {
      name: loop.name,
      queue: loop.queue,
      workers: 1,
      start: () => loop.start(),
      stop: () => loop.stop(),
      reconcile: async key => {
        const end = lie(registry)
        try {
          await loop.reconcile(key)
        } finally {
          end()
        }
      },
    }
  }
}

const generous = ({ metadata, spec, ...rest }: DaemonSet): DaemonSet => {
  const { maxUnavailable = 0, maxSurge = 0 } = spec?.updateStrategy?.rollingUpdate ?? {}
  const limits =
    maxSurge === 0 ? { maxUnavailable: 100, maxSurge } : { maxUnavailable, maxSurge: 100 }
  return {
    ...rest,
    metadata,
    spec: { ...spec, updateStrategy: { type: 'RollingUpdate', rollingUpdate: limits } },
  }
}

const mistakes: Record<string, { lie: (registry: Registry) => () => void; tells: RegExp }> = {
  'an update that takes more than its budget': {
    lie: registry => {
      const { find } = registry
      registry.find = of => {
        const found = find.call(registry, of) as never
        return of.kind.kind === 'DaemonSet' && found !== undefined
          ? (generous(found) as never)
          : found
      }
      return () => {
        registry.find = find
      }
    },
    tells: /available Pods were taken down, allowed are|Pods surged, allowed are/,
  },
  'a Pod for a node with a taint that is not tolerated': {
    lie: registry => {
      const { all } = registry
      registry.all = (kind, namespace) => {
        const found = all.call(registry, kind, namespace) as readonly never[]
        return kind.kind === 'Node' ? (found.map(untainted) as never) : found
      }
      return () => {
        registry.all = all
      }
    },
    tells: /a Pod was made for|status says/,
  },
}

const untainted = (node: Node): Node => ({ ...node, spec: { ...node.spec, taints: [] } })

for (const [name, { lie, tells }] of Object.entries(mistakes))
  test(`${name} is found out, in few steps`, async () => {
    const failure = await found(seeing(lie))
    assert.ok(failure, 'no seed failed')
    assert.match(failure.complaints.join('\n'), tells)
    assert.ok(failure.steps.length <= 12, `${failure.steps.length} steps`)
  })

after(closeBases)
