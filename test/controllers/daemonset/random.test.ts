import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keyOf } from '../../../src/controllers/keys.ts'
import * as rows from '../../../src/controllers/rows.ts'
import { SeededIds } from '../../../src/ids.ts'
import { targetNodeOf } from '../../../src/scheduling/daemon-eligibility.ts'
import { type Stage, stage } from './stage.ts'

// What nobody thought of: a seed does random things to nodes, Pods and the DaemonSet; whatever happened, in
// the end every node has one Pod of the last template. A failure names its seed.

const SEEDS = Array.from({ length: 12 }, (_, index) => index + 1)
const STEPS = 25

type Deed = (s: Stage, pick: (count: number) => number) => Promise<unknown>

let images = 1
let added = 0

const deeds: readonly Deed[] = [
  s => s.addNodes(`x${++added}`),
  (s, pick) => {
    const nodes = s.all(rows.nodes)
    const node = nodes[pick(nodes.length)]
    return node === undefined ? s.settle() : removeNode(s, node.metadata.name ?? '')
  },
  (s, pick) => {
    const pods = s.all(rows.pods)
    const pod = pods[pick(pods.length)]
    return pod === undefined ? s.settle() : s.delete(rows.pods, keyOf(pod))
  },
  (s, pick) => {
    const pods = s.all(rows.pods)
    const pod = pods[pick(pods.length)]
    return pod === undefined ? s.settle() : s.setStatus(pod, { ...pod.status, phase: 'Failed' })
  },
  s => s.setImage(String(++images)),
  (s, pick) => s.changeSpec(spec => ({ ...spec, updateStrategy: strategies[pick(3)] })),
  (s, pick) => s.advance(pick(5_000)),
  (s, pick) => s.playNodes(pick(4) > 0),
]

const rolling = (maxUnavailable: number, maxSurge: number) => ({
  type: 'RollingUpdate',
  rollingUpdate: { maxUnavailable, maxSurge },
})
const strategies = [rolling(1, 0), rolling(0, 1), rolling(2, 0)]

/** Pods of a node that has gone are collected by others. */
async function removeNode(s: Stage, name: string): Promise<void> {
  await s.delete(rows.nodes, name)
  for (const pod of s.all(rows.pods)) if (pod.spec?.nodeName === name) await s.reallyDelete(pod)
}

async function comeToRest(s: Stage): Promise<void> {
  for (let n = 0; n < 60; n++) {
    for (const pod of s.all(rows.pods))
      if (pod.status?.phase === 'Running' && pod.metadata.deletionTimestamp === undefined)
        await s.setReady(pod, true)
    await s.playNodes()
    await s.advance(30_000)
  }
}

for (const seed of SEEDS)
  test(`whatever happens, every node has one pod of the last template in the end (seed ${seed})`, async () => {
    const ids = new SeededIds(seed)
    const pick = (count: number): number => Math.floor(ids.fraction() * count)
    const s = await stage('a b c')
    for (let step = 0; step < STEPS; step++) {
      await deeds[pick(deeds.length)]?.(s, pick)
      await s.settle()
    }
    await s.changeSpec(spec => ({ ...spec, minReadySeconds: seed % 3 }))
    await comeToRest(s)
    const image = s.ds.spec?.template?.spec?.containers?.[0]?.image
    const nodes = s.all(rows.nodes).map(node => node.metadata.name)
    const pods = s.all(rows.pods)
    assert.deepEqual(pods.map(targetNodeOf).sort(), [...nodes].sort())
    assert.ok(pods.every(pod => pod.spec?.containers?.[0]?.image === image))
    assert.equal(s.ds.status?.updatedNumberScheduled ?? 0, nodes.length)
    assert.equal(s.ds.status?.numberAvailable ?? 0, nodes.length)
  })
