import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import WebSocket from 'ws'
import type { LibraryCluster } from '../../../src/cluster/library.ts'
import { clusterWithPod, podUrl } from './world.ts'

describe('ports of simulated Pods', () => {
  let cluster: LibraryCluster
  before(async () => {
    cluster = await clusterWithPod()
  })
  after(() => cluster.close())

  it('are told on both of their channels, and answer HTTP', async () => {
    const url = podUrl(cluster, 'portforward', 'ports=80&ports=8080').replace('http', 'ws')
    const socket = new WebSocket(url, ['v4.channel.k8s.io'])
    const numbers = new Map<number, number>()
    let answer = ''
    socket.on('message', (data: Buffer) => {
      const channel = data[0] ?? 0
      if (!numbers.has(channel)) numbers.set(channel, data.readUInt16LE(1))
      else answer += data.toString('utf8', 1)
      if (answer.includes('reached')) socket.close()
    })
    await once(socket, 'open')
    socket.send(Buffer.from('\x02GET /hello HTTP/1.1\r\nHost: x\r\n\r\n'))
    await once(socket, 'close')
    assert.deepEqual(
      [...numbers],
      [
        [0, 80],
        [1, 80],
        [2, 8080],
        [3, 8080],
      ],
    )
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/)
    assert.match(answer, /GET \/hello HTTP\/1\.1 reached port 8080 of pod web/)
  })

  it('are reached through the proxy of a Pod and of a Service', async () => {
    await cluster.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'app', labels: { app: 'app' } },
      spec: { containers: [{ name: 'main', image: 'nginx', ports: [{ containerPort: 8080 }] }] },
    })
    await cluster.apply({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'app' },
      spec: { selector: { app: 'app' }, ports: [{ port: 80, targetPort: 8080 }] },
    })
    await cluster.settle()
    const at = (path: string) => fetch(`${cluster.url}/api/v1/namespaces/default/${path}`)
    const reached = /GET \/x\?y=1 HTTP\/1\.1 reached port 8080 of pod app/
    assert.match(await (await at('pods/app/proxy/x?y=1')).text(), reached)
    assert.match(await (await at('services/app/proxy/x?y=1')).text(), reached)
    assert.match(await (await at('services/http:app:80/proxy/x?y=1')).text(), reached)
    const refusal = async (path: string) =>
      ((await (await at(path)).json()) as { message: string }).message
    assert.equal((await at('services/app:81/proxy/')).status, 503)
    const none = /^no endpoints available for service "app:nope"$/
    assert.match(await refusal('services/app:nope/proxy/'), none)
    assert.match(await refusal('services/:80/proxy/'), /^invalid service request ":80"$/)
    assert.equal((await at('pods/waiting/proxy/')).status, 400)
  })

  it('come with numbers of what nodes and Pods use', async () => {
    const at = `${cluster.url}/apis/metrics.k8s.io/v1beta1`
    const nodes = (await (await fetch(`${at}/nodes`)).json()) as { kind: string; items: object[] }
    assert.equal(nodes.kind, 'NodeMetricsList')
    assert.equal(nodes.items.length, 2)
    const pod = (await (await fetch(`${at}/namespaces/default/pods/web`)).json()) as {
      containers: { usage: Record<string, string> }[]
    }
    assert.match(pod.containers[0]?.usage.cpu ?? '', /^\d+m$/)
  })
})
