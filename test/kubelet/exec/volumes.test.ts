import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type LibraryCluster, startLibraryCluster } from '../../../src/cluster/library.ts'
import { podUrl, talk, through } from '../../rest/streams/world.ts'

const object = (apiVersion: string, kind: string, name: string, more: object) => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'default' },
  ...more,
})

const POD = object('v1', 'Pod', 'web', {
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: {
    containers: [
      {
        name: 'main',
        image: 'nginx',
        resources: { limits: { memory: '64Mi' } },
        volumeMounts: [
          { name: 'conf', mountPath: '/conf' },
          { name: 'conf', mountPath: '/etc/one.txt', subPath: 'color' },
          { name: 'secret', mountPath: '/secret' },
          { name: 'about', mountPath: '/about' },
          { name: 'scratch', mountPath: '/scratch' },
          { name: 'name', mountPath: '/etc/hostname' },
        ],
      },
    ],
    volumes: [
      { name: 'conf', configMap: { name: 'conf' } },
      { name: 'secret', secret: { secretName: 's', items: [{ key: 'p', path: 'deep/p' }] } },
      {
        name: 'about',
        downwardAPI: {
          items: [
            { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
            {
              path: 'memory',
              resourceFieldRef: {
                containerName: 'main',
                resource: 'limits.memory',
                divisor: '1Mi',
              },
            },
          ],
        },
      },
      { name: 'scratch', emptyDir: {} },
      { name: 'name', hostPath: { path: '/etc/hostname' } },
    ],
  },
})

const BROKEN = object('v1', 'Pod', 'broken', {
  spec: {
    containers: [
      { name: 'main', image: 'nginx', volumeMounts: [{ name: 'x', mountPath: '/etc/hosts/x' }] },
    ],
    volumes: [{ name: 'x', emptyDir: {} }],
  },
})

describe('volumes of a container', () => {
  let cluster: LibraryCluster
  before(async () => {
    cluster = await startLibraryCluster({ nodes: 1, clock: 'virtual', seed: 1 })
    await cluster.settle()
    await cluster.apply(object('v1', 'ConfigMap', 'conf', { data: { color: 'red', size: '3' } }))
    await cluster.apply(object('v1', 'Secret', 's', { stringData: { p: 'hidden' } }))
    await cluster.apply(POD)
    await cluster.apply(BROKEN)
    await cluster.settle()
  })
  after(() => cluster.close())

  const said = async (script: string) => {
    const query = `command=sh&command=-c&command=${encodeURIComponent(script)}&stdout=true`
    return through((await talk(podUrl(cluster, 'exec', query), 'v5.channel.k8s.io')).messages, 1)
  }

  const found: Record<string, string> = {
    'ls /conf': 'color\nsize\n',
    'cat /conf/color': 'red',
    'cat /etc/one.txt': 'red',
    'cat /secret/deep/p': 'hidden',
    'cat /about/labels': 'app="web"',
    'cat /about/memory': '64',
    'echo x > /scratch/y; cat /scratch/y': 'x\n',
    'cat /etc/hostname': 'web\n',
    'ls /var/run/secrets/kubernetes.io/serviceaccount': 'ca.crt\nnamespace\ntoken\n',
  }
  for (const [script, want] of Object.entries(found))
    it(`${script} prints what they hold`, async () => assert.equal(await said(script), want))

  it('follow their ConfigMap', async () => {
    await cluster.apply(object('v1', 'ConfigMap', 'conf', { data: { color: 'blue' } }))
    assert.equal(await said('cat /conf/color; ls /conf'), 'bluecolor\n')
  })

  it('tell in the streams that they cannot be mounted', async () => {
    const url = podUrl(cluster, 'exec', 'command=ls&stdout=true', 'broken')
    const { messages, code } = await talk(url, 'v5.channel.k8s.io')
    assert.equal(code, 1000)
    assert.match(JSON.parse(through(messages, 3)).message, /\/etc\/hosts: File exists/)
  })
})
