import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  persistentVolumeClaims,
  persistentVolumes,
  volumeAttributesClasses,
} from '../../../src/controllers/rows.ts'
import { AttributesClassProtection } from '../../../src/controllers/volume-protection/attributes-class.ts'
import { VolumeProtection } from '../../../src/controllers/volume-protection/controller.ts'
import { World } from '../world.ts'

const resources = { requests: { storage: '1Gi' } }
const claim = {
  metadata: { name: 'c' },
  spec: { accessModes: ['ReadWriteOnce'], resources, volumeAttributesClassName: 'fast' },
}

test('a class of volume attributes is protected at once, and goes when no claim names it', async () => {
  const s = new World(parts => [new VolumeProtection(parts), new AttributesClassProtection(parts)])
  await s.start()
  await s.create(volumeAttributesClasses, {
    metadata: { name: 'fast' },
    driverName: 'a.example.com',
    parameters: { iops: '1' },
  })
  await s.settle()
  const [made] = s.all(volumeAttributesClasses)
  assert.deepEqual(made?.metadata.finalizers, ['kubernetes.io/vac-protection'])
  const used = await s.create(persistentVolumeClaims, claim)
  await s.delete(volumeAttributesClasses, 'fast')
  await s.settle()
  assert.equal(s.all(volumeAttributesClasses).length, 1)
  await s.delete(persistentVolumeClaims, `n/${used.metadata.name}`)
  await s.settle()
  assert.equal(s.all(volumeAttributesClasses).length, 0)
})

test('claims and volumes get their finalizer back', async () => {
  const s = new World(parts => [new VolumeProtection(parts)])
  await s.start()
  await s.create(persistentVolumeClaims, claim)
  await s.create(persistentVolumes, {
    metadata: { name: 'v' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '1Gi' },
      hostPath: { path: '/v' },
    },
  })
  await s.settle()
  const finalizers = [...s.all(persistentVolumeClaims), ...s.all(persistentVolumes)].map(
    ({ metadata }) => metadata.finalizers,
  )
  assert.deepEqual(finalizers, [['kubernetes.io/pvc-protection'], ['kubernetes.io/pv-protection']])
})
