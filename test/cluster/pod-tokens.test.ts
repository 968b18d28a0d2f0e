import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ServiceAccountTokens } from '../../src/auth/service-account-tokens.ts'
import { VirtualClock } from '../../src/clock.ts'
import { podTokens } from '../../src/cluster/pod-tokens.ts'
import { createCluster } from '../../src/cluster.ts'
import { SeededIds } from '../../src/ids.ts'
import { pod as podKind } from '../../src/kinds/index.ts'
import { systemContext } from '../../src/registry/context.ts'
import { target } from '../../src/registry/target.ts'
import type { Pod } from '../../src/schema/generated/core-v1.ts'

test('a Pod finds a token of its account in its volume, the same until it has grown old', async () => {
  const clock = new VirtualClock()
  const cluster = await createCluster({ clock, ids: new SeededIds(1), nodes: 1 })
  await cluster.settle()
  const { registry } = cluster
  const accounts = new ServiceAccountTokens(registry)
  const tokensOf = podTokens(registry, accounts)
  const draft = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default' },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  }
  const context = systemContext('test', 'test', ['system:masters'])
  const pod = (await registry.create(target<Pod>(podKind, 'default'), draft, context)) as Pod
  const first = await tokensOf(pod)
  const [[place = '', token = ''] = []] = first
  assert.match(place, /^kube-api-access-.*\/token$/)
  const known = accounts.authenticate(token)
  assert.ok('user' in known)
  assert.equal(known.user.name, 'system:serviceaccount:default:default')
  assert.deepEqual(await tokensOf(pod), first)
  await cluster.advance(3_000_000)
  assert.notEqual((await tokensOf(pod)).get(place), token)
  await cluster.close()
})
