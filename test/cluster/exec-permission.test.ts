import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { startCluster } from '../../src/index.ts'

test('who may get an exec, but not create one, executes nothing', async () => {
  const cluster = await startCluster({ nodes: 1, clock: 'virtual' })
  try {
    await cluster.settle()
    const api = 'rbac.authorization.k8s.io'
    await cluster.apply([
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'box' },
        spec: { containers: [{ name: 'c', image: 'i' }] },
      },
      {
        apiVersion: `${api}/v1`,
        kind: 'Role',
        metadata: { name: 'reader' },
        rules: [{ apiGroups: [''], resources: ['pods/exec'], verbs: ['get'] }],
      },
      {
        apiVersion: `${api}/v1`,
        kind: 'RoleBinding',
        metadata: { name: 'reader' },
        roleRef: { apiGroup: api, kind: 'Role', name: 'reader' },
        subjects: [{ apiGroup: api, kind: 'User', name: 'jane' }],
      },
    ])
    await cluster.settle()
    const path = '/api/v1/namespaces/default/pods/box/exec?command=ls&stdout=1'
    const { body } = await request(cluster.server).get(path).set('impersonate-user', 'jane')
    assert.equal(body.code, 403)
    assert.equal(body.message, 'pods "box" is forbidden: ')
  } finally {
    await cluster.close()
  }
})
