import assert from 'node:assert/strict'
import { type RequestOptions, request } from 'node:https'
import { test } from 'node:test'
import { newAuthority } from '../../src/auth/ca.ts'
import { clientCertificate } from '../../src/auth/issue.ts'
import { createCluster } from '../../src/cluster.ts'
import { startCluster } from '../../src/index.ts'

const ask = (url: string, options: RequestOptions) =>
  new Promise<{ code: number | undefined; body: { message?: string } }>((resolve, reject) => {
    const asked = request(url, { agent: false, ...options }, response => {
      let text = ''
      response.on('data', part => {
        text += part
      })
      response.on('end', () => resolve({ code: response.statusCode, body: JSON.parse(text) }))
    })
    asked.on('error', reject)
    asked.end()
  })

test('by TLS, users are known by certificate or token, and others are strangers', async () => {
  const cluster = await startCluster({ nodes: 0, tls: true })
  try {
    const { url, credentials } = cluster
    assert.ok(credentials)
    const { ca, certificate: cert, key } = credentials
    const place = `${url}/api/v1/namespaces`
    assert.match(url, /^https:/)
    assert.match(cluster.kubeconfig, /client-certificate-data/)
    assert.equal((await ask(place, { ca, cert, key })).code, 200)
    const stranger = await ask(place, { ca })
    assert.equal(stranger.code, 403)
    assert.match(stranger.body.message ?? '', /User "system:anonymous" cannot list/)
    const headers = { authorization: 'Bearer nonsense' }
    assert.equal((await ask(place, { ca, headers })).code, 401)
    // A certificate that holds is enough, whatever stands beside it.
    assert.equal((await ask(place, { ca, cert, key, headers })).code, 200)
    const eve = clientCertificate(newAuthority(Date.now()), 'eve', ['system:masters'], Date.now())
    assert.equal((await ask(place, { ca, cert: eve.certificate, key: eve.key })).code, 401)
    await assert.rejects(ask(place, {}), /certificate/)
  } finally {
    await cluster.close()
  }
})

test('nobody is an administrator by TLS for showing nothing, however the cluster is made', async () => {
  const cluster = await createCluster({ nodes: 0, tlsNames: [] })
  try {
    const answer = await cluster.app.inject({ url: '/api/v1/namespaces' })
    assert.equal(answer.statusCode, 403)
  } finally {
    await cluster.close()
  }
})
