import assert from 'node:assert/strict'
import { test } from 'node:test'
import { feasibility } from '../../src/scheduling/fits.ts'
import { nodeInfo } from '../../src/scheduling/node-info.ts'
import type { World } from '../../src/scheduling/predicate.ts'
import { bestCandidate } from '../../src/scheduling/preemption.ts'
import type { Node, Pod } from '../../src/schema/generated/core-v1.ts'
import type { PodDisruptionBudget } from '../../src/schema/generated/policy-v1.ts'

const node = (name: string): Node =>
  ({ metadata: { name }, status: { allocatable: { pods: '9', cpu: '1' } } }) as unknown as Node

const pod = (name: string, priority: number, cpu = '600m'): Pod =>
  ({
    metadata: { name, namespace: 'n', uid: name, labels: { app: name } },
    spec: { priority, containers: [{ name: 'c', resources: { requests: { cpu } } }] },
  }) as unknown as Pod

const budget = (app: string | undefined, disruptionsAllowed: number): PodDisruptionBudget =>
  ({
    metadata: { name: 'b', namespace: 'n' },
    spec: { selector: app === undefined ? {} : { matchLabels: { app } } },
    status: { disruptionsAllowed },
  }) as unknown as PodDisruptionBudget

const infos = [nodeInfo(node('a'), [pod('p', 0)]), nodeInfo(node('b'), [pod('q', 1)])]
const victimsOf = (...budgets: PodDisruptionBudget[]): string => {
  const world: World = { nodes: infos, budgets: () => budgets }
  const found = bestCandidate(pod('more', 5), infos, world)
  return (found?.victims ?? []).map(({ metadata }) => metadata.name).join(' ')
}

const budgets: Record<string, { budgets: PodDisruptionBudget[]; want: string }> = {
  'the less important pod goes': { budgets: [], want: 'p' },
  'one that a budget keeps stays, if another will do': { budgets: [budget('p', 0)], want: 'q' },
  'a budget that has some left keeps nobody': { budgets: [budget('p', 1)], want: 'p' },
  'budgets are broken where nothing else will do': {
    budgets: [budget('p', 0), budget('q', 0)],
    want: 'p',
  },
  'a budget of everything counts as one of nothing': { budgets: [budget(undefined, 0)], want: 'p' },
}

for (const [claim, { budgets: given, want }] of Object.entries(budgets))
  test(claim, () => assert.equal(victimsOf(...given), want))

const promises: Record<string, { asks: Pod; want: string }> = {
  'a pod keeps out of room that was made for a more important one': {
    asks: pod('less', 3),
    want: 'b',
  },
  'but takes it where it is more important itself': { asks: pod('more', 9), want: 'a b' },
  'room is kept from nobody whom it was made for': { asks: pod('promised', 5), want: 'a b' },
}

for (const [claim, { asks, want }] of Object.entries(promises))
  test(claim, () => {
    const world: World = {
      nodes: [nodeInfo(node('a'), []), nodeInfo(node('b'), [])],
      promisedTo: name => (name === 'a' ? [pod('promised', 5)] : []),
    }
    const { feasible } = feasibility(asks, world)
    assert.equal(feasible.map(info => info.node.metadata.name).join(' '), want)
  })
