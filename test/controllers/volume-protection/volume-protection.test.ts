import assert from 'node:assert/strict'
import { test } from 'node:test'
import { persistentVolumeClaims, pods } from '../../../src/controllers/rows.ts'
import { VolumeProtection } from '../../../src/controllers/volume-protection/controller.ts'
import { World } from '../world.ts'

test('a claim that is deleted stays as long as a pod on a node uses it', async () => {
  const s = new World(parts => [new VolumeProtection(parts)])
  await s.start()
  await s.create(persistentVolumeClaims, {
    metadata: { name: 'c', finalizers: ['kubernetes.io/pvc-protection'] },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  })
  const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }]
  const pod = await s.create(pods, {
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'c', image: '1' }], volumes },
  })
  await s.bind(pod)
  await s.delete(persistentVolumeClaims, 'n/c')
  await s.settle()
  assert.equal(s.all(persistentVolumeClaims).length, 1)
  await s.reallyDelete(pod)
  await s.settle()
  assert.equal(s.all(persistentVolumeClaims).length, 0)
})
