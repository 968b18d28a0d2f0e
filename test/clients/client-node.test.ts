// @kubernetes/client-node as programs use it, in this process: the version that runs on the Node at hand.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { after, before, test } from 'node:test'
import type * as Client from '@kubernetes/client-node'
import { type Cluster, startCluster } from '../../src/index.ts'
import { CACHE, without } from './suite.ts'

const skip = without('node', 'clients/node/ready')
let k8s: typeof Client
let config: Client.KubeConfig
let cluster: Cluster

before(async () => {
  if (skip !== false) return
  const require = createRequire(join(CACHE, 'clients/node/package.json'))
  k8s = (await import(require.resolve('@kubernetes/client-node'))) as typeof Client
  cluster = await startCluster({ nodes: 2, tls: true })
  config = new k8s.KubeConfig()
  config.loadFromString(cluster.kubeconfig)
})

after(() => cluster?.close())

const core = (): Client.CoreV1Api => config.makeApiClient(k8s.CoreV1Api)
const namespace = 'default'

const podNamed = (name: string): Client.V1Pod => ({
  metadata: { name, labels: { app: name } },
  spec: { containers: [{ name: 'main', image: 'busybox' }] },
})

async function running(name: string): Promise<void> {
  await core().createNamespacedPod({ namespace, body: podNamed(name) })
  await eventually(async () => {
    const { status } = await core().readNamespacedPod({ name, namespace })
    return status?.phase === 'Running'
  })
}

async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 3_000; attempt++) {
    if (await holds()) return
    await new Promise(done => setTimeout(done, 20))
  }
  assert.fail('waited in vain')
}

test('client-node: an informer sees objects come, change and go', { skip }, async () => {
  const list = (): Promise<Client.V1ConfigMapList> =>
    core().listNamespacedConfigMap({ namespace, labelSelector: 'seen=yes' })
  const path = `/api/v1/namespaces/${namespace}/configmaps`
  const informer = k8s.makeInformer(config, path, list, 'seen=yes')
  const seen: string[] = []
  for (const event of ['add', 'update', 'delete'] as const)
    informer.on(event, object => seen.push(`${event} ${object.metadata?.name}`))
  await informer.start()
  const metadata = { name: 'a', labels: { seen: 'yes' } }
  await core().createNamespacedConfigMap({ namespace, body: { metadata } })
  await core().replaceNamespacedConfigMap({
    ...{ name: 'a', namespace },
    body: { metadata, data: { a: '1' } },
  })
  await core().deleteNamespacedConfigMap({ name: 'a', namespace })
  await eventually(() => seen.length >= 3)
  await informer.stop()
  assert.deepEqual(seen, ['add a', 'update a', 'delete a'])
})

test('client-node: a watch tells what happens from a version on', { skip }, async () => {
  const made = await core().createNamespacedConfigMap({
    namespace,
    body: { metadata: { name: 'w' } },
  })
  const seen: string[] = []
  const controller = await new k8s.Watch(config).watch(
    `/api/v1/namespaces/${namespace}/configmaps`,
    { resourceVersion: made.metadata?.resourceVersion, fieldSelector: 'metadata.name=w' },
    type => seen.push(type),
    () => {},
  )
  await core().deleteNamespacedConfigMap({ name: 'w', namespace })
  await eventually(() => seen.length > 0)
  controller.abort()
  assert.deepEqual(seen, ['DELETED'])
})

test('client-node: server-side apply tells conflicts', { skip }, async () => {
  const apply = (value: string, fieldManager: string, force?: boolean) =>
    core().patchNamespacedConfigMap(
      {
        ...{ name: 'applied', namespace, fieldManager, ...(force === undefined ? {} : { force }) },
        body: {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'applied' },
          data: { a: value },
        },
      },
      k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.ServerSideApply),
    )
  await apply('1', 'one')
  await assert.rejects(apply('2', 'two'), { code: 409 })
  const forced = await apply('2', 'two', true)
  assert.equal(forced.data?.['a'], '2')
})

test('client-node: objects of any kind are read, made and patched', { skip }, async () => {
  const client = k8s.KubernetesObjectApi.makeApiClient(config)
  const spec = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: {
        metadata: { labels: { app: 'agent' } },
        spec: { containers: [{ name: 'main', image: 'a:1' }] },
      },
    },
  }
  await client.create(spec)
  await eventually(async () => {
    const { status } = await client.read<Client.V1DaemonSet>(spec)
    return status?.numberReady === 2
  })
  const patched = await client.patch({
    ...spec,
    metadata: { ...spec.metadata, labels: { x: 'y' } },
  })
  assert.deepEqual(patched.metadata?.labels, { x: 'y' })
  await client.delete(spec)
})

test('client-node: exec speaks and tells how it ended', { skip }, async () => {
  await running('box')
  const [out, told] = [new PassThrough(), new PassThrough()]
  let text = ''
  out.on('data', part => {
    text += part
  })
  const status = await new Promise<Client.V1Status>(done => {
    const command = ['sh', '-c', 'echo out; exit 3']
    const exec = new k8s.Exec(config)
    void exec.exec(namespace, 'box', 'main', command, out, told, null, false, done)
  })
  assert.equal(text, 'out\n')
  assert.deepEqual(status.details?.causes, [{ reason: 'ExitCode', message: '3' }])
})

test('client-node: logs are read', { skip }, async () => {
  const log = new PassThrough()
  log.resume()
  const controller = await new k8s.Log(config).log(namespace, 'box', 'main', log, { tailLines: 2 })
  await once(log, 'end')
  controller.abort()
})

test('client-node: ports are forwarded', { skip }, async () => {
  const forward = new k8s.PortForward(config)
  const server = createServer(socket => {
    void forward.portForward(namespace, 'box', [80], socket, null, socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const answer = await fetch(`http://127.0.0.1:${port}/x`, { headers: { connection: 'close' } })
  assert.equal(answer.status, 200)
  await answer.text()
  server.close()
})

test('client-node: nodes and their use are shown', { skip }, async () => {
  const nodes = await k8s.topNodes(core())
  assert.equal(nodes.length, 3)
  const metrics = await new k8s.Metrics(config).getNodeMetrics()
  assert.ok(metrics.items.length > 0)
})
