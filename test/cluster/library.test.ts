import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import request from 'supertest'
import { startCluster } from '../../src/index.ts'

const manifest = readFileSync('examples/log-agent.yaml', 'utf8')

test('a manifest as text is applied, and stands on every worker once the cluster has settled', async () => {
  const cluster = await startCluster({ nodes: 3, clock: 'virtual' })
  const [applied] = await cluster.apply(
    `${manifest}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n`,
  )
  assert.equal(applied?.kind, 'DaemonSet')
  await cluster.settle()
  const path = '/apis/apps/v1/namespaces/default/daemonsets/log-agent'
  const { body } = await request(cluster.server).get(path).expect(200)
  assert.equal(body.status.numberReady, 3)
  await request(cluster.server).get('/api/v1/namespaces/default/configmaps/c').expect(200)
  await cluster.close()
})

test('what the server refuses, apply throws as a Status', async () => {
  const cluster = await startCluster({ nodes: 0 })
  await assert.rejects(
    cluster.apply({ apiVersion: 'v1', kind: 'Nothing' }),
    /no matches for kind "Nothing"/,
  )
  await assert.rejects(
    cluster.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'Bad' } }),
    /ConfigMap "Bad" is invalid/,
  )
  await cluster.close()
})

test('what is no manifest is refused, and an empty document is none', async () => {
  const cluster = await startCluster({ nodes: 0 })
  await assert.rejects(cluster.apply('log-agent.yaml'), /"log-agent.yaml" is none/)
  assert.deepEqual(await cluster.apply('---\n---\n'), [])
  await cluster.close()
})

test('what is no option, or no time, is refused', async () => {
  const wrong = [{ nodes: -1 }, { controlPlaneNodes: 1.5 }, { clock: 'virtuel' as 'virtual' }]
  for (const options of wrong) await assert.rejects(startCluster(options), RangeError)
  const cluster = await startCluster({ nodes: 0, clock: 'virtual' })
  for (const ms of [-1, Number.NaN]) await assert.rejects(cluster.advance(ms), RangeError)
  await cluster.close()
})

test('two clusters in one process know nothing of each other', async () => {
  const [one, other] = await Promise.all([startCluster({ nodes: 1 }), startCluster({ nodes: 0 })])
  await one.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'only-here' } })
  await request(one.server).get('/api/v1/namespaces/only-here').expect(200)
  await request(other.server).get('/api/v1/namespaces/only-here').expect(404)
  await Promise.all([one.close(), other.close()])
})
