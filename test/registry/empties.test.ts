// What was sent empty is told from what was not sent, however the write comes.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Cluster, startCluster } from '../../src/index.ts'

const PATH = '/apis/storage.k8s.io/v1/storageclasses'
const storageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'a' },
  provisioner: 'example.com/p',
}

let cluster: Cluster

before(async () => {
  cluster = await startCluster({ nodes: 0, controlPlaneNodes: 0, clock: 'virtual' })
  await send('POST', PATH, { ...storageClass, parameters: { a: 'b' } })
})

after(() => cluster.close())

async function send(method: string, path: string, body: object, type = 'json'): Promise<string> {
  const answer = await fetch(`${cluster.url}${path}`, {
    method,
    headers: { 'content-type': `application/${type}` },
    body: JSON.stringify(body),
  })
  const { message } = (await answer.json()) as { message?: string }
  return message ?? ''
}

const changes: [claim: string, method: string, type: string, body: object, value: string][] = [
  ['a map that is put empty', 'PUT', 'json', { ...storageClass, parameters: {} }, '{}'],
  ['a map that is not put', 'PUT', 'json', storageClass, 'null'],
  ['a map that a patch empties', 'PATCH', 'merge-patch+json', { parameters: { a: null } }, '{}'],
  ['a map that a patch removes', 'PATCH', 'merge-patch+json', { parameters: null }, 'null'],
  [
    'a map that a strategic patch empties',
    'PATCH',
    'strategic-merge-patch+json',
    { parameters: { a: null } },
    '{}',
  ],
]

for (const [claim, method, type, body, value] of changes)
  test(`empties: ${claim} is told as ${value}`, async () => {
    const told = await send(method, `${PATH}/a`, body, type)
    assert.ok(told.endsWith(`parameters: Invalid value: ${value}: field is immutable`), told)
  })
