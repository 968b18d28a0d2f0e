import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CONFIG_MAPS, configMap, serve } from './support.ts'

const owner = { apiVersion: 'v1', kind: 'Node', name: 'n', uid: 'u' }
const owned = (times: number) => ({
  ...configMap('a'),
  metadata: { name: 'a', ownerReferences: Array.from({ length: times }, () => owner) },
})

test('owners that stand twice are told as often, and when they were seen', async () => {
  const { app } = await serve()
  const sent = async (method: 'POST' | 'PATCH', url: string, payload: object) => {
    const headers = method === 'PATCH' ? { 'content-type': 'application/merge-patch+json' } : {}
    const answer = await app.inject({ method, url, headers, payload })
    assert.deepEqual(answer.json().metadata.ownerReferences, [owner])
    return String(answer.headers['warning'])
  }
  assert.match(await sent('POST', CONFIG_MAPS, owned(3)), /entries; API .* observed: u, u"/)
  assert.match(
    await sent('PATCH', `${CONFIG_MAPS}/a`, owned(2)),
    /entries after mutating admission happens; API .* observed: u"/,
  )
  await app.close()
})
