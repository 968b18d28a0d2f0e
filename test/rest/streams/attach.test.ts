import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { LibraryCluster } from '../../../src/cluster/library.ts'
import type { Pod } from '../../../src/schema/generated/core-v1.ts'
import { clusterWithPod, podUrl, talk, through } from './world.ts'

const V5 = 'v5.channel.k8s.io'

describe('attach', () => {
  let cluster: LibraryCluster
  before(async () => {
    cluster = await clusterWithPod()
  })
  after(() => cluster.close())

  const podNow = async (name: string) =>
    (await (await fetch(podUrl(cluster, '', '', name))).json()) as Pod

  it('shows what a Pod that runs once has to say, and ends it', async () => {
    await cluster.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'once' },
      spec: {
        restartPolicy: 'Never',
        containers: [{ name: 'c', image: 'busybox', args: ['sh', '-c', 'echo hello; exit 2'] }],
      },
    })
    await cluster.settle()
    const url = podUrl(cluster, 'attach', 'stdout=true&stderr=true', 'once')
    assert.equal(through((await talk(url, V5)).messages, 1), 'hello\n')
    const { phase, containerStatuses: [status] = [] } = (await podNow('once')).status ?? {}
    assert.equal(phase, 'Failed')
    assert.equal(status?.state?.terminated?.exitCode, 2)
  })

  it('ends a container for debugging with its shell, for good', async () => {
    const dbg = { name: 'dbg', image: 'busybox', stdin: true, targetContainerName: 'main' }
    const headers = { 'Content-Type': 'application/strategic-merge-patch+json' }
    await fetch(podUrl(cluster, 'ephemeralcontainers', ''), {
      method: 'PATCH',
      headers,
      body: JSON.stringify({ spec: { ephemeralContainers: [dbg] } }),
    })
    await cluster.settle()
    const url = podUrl(cluster, 'attach', 'container=dbg&stdin=true&stdout=true')
    const told = await talk(url, V5, Buffer.from('\0echo in\nexit 4\n'), Buffer.from([255, 0]))
    assert.equal(through(told.messages, 1), 'in\n')
    await cluster.settle()
    const { phase, ephemeralContainerStatuses: [status] = [] } = (await podNow('web')).status ?? {}
    assert.equal(phase, 'Running')
    assert.equal(status?.state?.terminated?.exitCode, 4)
    assert.equal(status?.state?.terminated?.reason, 'Error')
  })
})
