import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  events,
  namespaces,
  persistentVolumeClaims,
  persistentVolumes,
  storageClasses,
} from '../../../src/controllers/rows.ts'
import { planClaim } from '../../../src/controllers/volume-binder/claims.ts'
import { VolumeBinder } from '../../../src/controllers/volume-binder/controller.ts'
import { planVolume } from '../../../src/controllers/volume-binder/volumes.ts'
import { bestVolume } from '../../../src/scheduling/volume-match.ts'
import type {
  PersistentVolume,
  PersistentVolumeClaim,
} from '../../../src/schema/generated/core-v1.ts'
import type { StorageClass } from '../../../src/schema/generated/storage-v1.ts'
import { World } from '../world.ts'

const volumeOf = (name: string, size: string, more: object = {}): PersistentVolume => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name },
  spec: {
    capacity: { storage: size },
    accessModes: ['ReadWriteOnce'],
    storageClassName: 's',
    ...more,
  },
  status: { phase: 'Available' },
})
const claim: PersistentVolumeClaim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'c', namespace: 'n', uid: 'u' },
  spec: {
    storageClassName: 's',
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '2Gi' } },
  },
}

const choices: Record<string, { volumes: PersistentVolume[]; want: string | undefined }> = {
  'the smallest that has room is taken': {
    volumes: [volumeOf('a', '5Gi'), volumeOf('b', '1Gi'), volumeOf('c', '3Gi')],
    want: 'c',
  },
  'one that is meant for the claim comes before smaller ones': {
    volumes: [
      volumeOf('a', '2Gi'),
      volumeOf('b', '9Gi', { claimRef: { namespace: 'n', name: 'c' } }),
    ],
    want: 'b',
  },
  'one that is meant for another is left': {
    volumes: [volumeOf('a', '2Gi', { claimRef: { namespace: 'n', name: 'd' } })],
    want: undefined,
  },
  'another class does not do': {
    volumes: [volumeOf('a', '2Gi', { storageClassName: 't' })],
    want: undefined,
  },
  'another access mode does not do': {
    volumes: [volumeOf('a', '2Gi', { accessModes: ['ReadOnlyMany'] })],
    want: undefined,
  },
  'a block device is no file system': {
    volumes: [volumeOf('a', '2Gi', { volumeMode: 'Block' })],
    want: undefined,
  },
}

for (const [text, { volumes, want }] of Object.entries(choices))
  test(`of volumes: ${text}`, () => {
    assert.equal(bestVolume(claim, volumes)?.metadata.name, want)
  })

const classOf = (provisioner: string, volumeBindingMode = 'Immediate'): StorageClass => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 's' },
  provisioner,
  volumeBindingMode,
})

const plans: Record<string, { storageClass?: StorageClass; want: string }> = {
  'a class that nobody knows': { want: 'wait ProvisioningFailed' },
  'a class that waits for a consumer': {
    storageClass: classOf('example.com/x', 'WaitForFirstConsumer'),
    want: 'wait WaitForFirstConsumer',
  },
  'a class without provisioner': {
    storageClass: classOf('kubernetes.io/no-provisioner'),
    want: 'wait ProvisioningFailed',
  },
  'an outside provisioner is asked': {
    storageClass: classOf('example.com/x'),
    want: 'ask ExternalProvisioning',
  },
  'our own makes a volume': { storageClass: classOf('mimikube.dev/simulated'), want: 'provision ' },
}

for (const [text, { storageClass, want }] of Object.entries(plans))
  test(`a claim without a volume: ${text}`, () => {
    const action = planClaim({ claim, volumes: [], storageClass })
    const reason = 'tell' in action ? (action.tell?.reason ?? '') : ''
    assert.equal(`${action.do} ${reason}`, want)
  })

async function worldOf(): Promise<World> {
  const world = new World(({ registry, timers, recorder }) => [
    new VolumeBinder({ registry, timers, recorder: recorder('persistentvolume-controller') }),
  ])
  await world.start()
  return world
}

const volume = {
  metadata: { name: 'v' },
  spec: {
    capacity: { storage: '3Gi' },
    accessModes: ['ReadWriteOnce'],
    hostPath: { path: '/x' },
    storageClassName: 's',
  },
}
const body = { metadata: { name: 'c' }, spec: claim.spec }
const theVolume = (world: World) => world.all(persistentVolumes)[0]
const theClaim = (world: World) => world.all(persistentVolumeClaims)[0]

test('claim and volume are bound to each other, whichever comes first', async () => {
  for (const volumeFirst of [true, false]) {
    const world = await worldOf()
    if (volumeFirst) await world.create(persistentVolumes, volume)
    await world.create(persistentVolumeClaims, body)
    if (!volumeFirst) await world.create(persistentVolumes, volume)
    await world.settle()
    assert.equal(theClaim(world)?.status?.phase, 'Bound')
    assert.deepEqual(theClaim(world)?.status?.capacity, { storage: '3Gi' })
    assert.equal(theClaim(world)?.spec?.volumeName, 'v')
    assert.equal(theVolume(world)?.status?.phase, 'Bound')
    assert.equal(theVolume(world)?.spec?.claimRef?.uid, theClaim(world)?.metadata.uid)
    assert.deepEqual(world.errors, [])
  }
})

const release = <T extends PersistentVolume | PersistentVolumeClaim>(live: T): T => {
  const { finalizers: _, ...metadata } = live.metadata
  return { ...live, metadata }
}

test('a volume is released when its claim goes, and free when it forgets it', async () => {
  const world = await worldOf()
  await world.create(persistentVolumes, volume)
  await world.create(persistentVolumeClaims, body)
  await world.settle()
  await world.change(persistentVolumeClaims, 'n/c', release)
  await world.delete(persistentVolumeClaims, 'n/c')
  await world.settle()
  assert.equal(theVolume(world)?.status?.phase, 'Released')
  await world.change(persistentVolumes, 'v', live => {
    const { claimRef: _, ...spec } = live.spec ?? {}
    return { ...live, spec }
  })
  await world.settle()
  assert.equal(theVolume(world)?.status?.phase, 'Available')
})

test('a claim whose volume has gone is lost', async () => {
  const world = await worldOf()
  await world.create(persistentVolumes, volume)
  await world.create(persistentVolumeClaims, body)
  await world.settle()
  await world.change(persistentVolumes, 'v', release)
  await world.delete(persistentVolumes, 'v')
  await world.settle()
  assert.equal(theClaim(world)?.status?.phase, 'Lost')
  assert.ok(world.all(events).some(({ reason }) => reason === 'ClaimLost'))
})

test('a simulated volume is made for its claim, and goes with it', async () => {
  const world = await worldOf()
  await world.create(storageClasses, {
    metadata: { name: 's' },
    provisioner: 'mimikube.dev/simulated',
  })
  await world.create(persistentVolumeClaims, body)
  await world.settle()
  assert.deepEqual(world.errors, [])
  assert.equal(theClaim(world)?.status?.phase, 'Bound')
  assert.deepEqual(theVolume(world)?.spec?.capacity, { storage: '2Gi' })
  await world.change(persistentVolumes, theVolume(world)?.metadata.name ?? '', release)
  await world.change(persistentVolumeClaims, 'n/c', release)
  await world.delete(persistentVolumeClaims, 'n/c')
  await world.settle()
  assert.equal(theVolume(world), undefined)
})

test('a claim that speaks of no class gets the default when there is one', async () => {
  const world = await worldOf()
  const { storageClassName: _, ...spec } = claim.spec ?? {}
  await world.create(persistentVolumeClaims, { metadata: { name: 'c' }, spec })
  await world.settle()
  assert.equal(theClaim(world)?.spec?.storageClassName, undefined)
  const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' }
  const provisioner = 'mimikube.dev/simulated'
  await world.create(storageClasses, { metadata: { name: 's', annotations }, provisioner })
  await world.settle()
  assert.equal(theClaim(world)?.spec?.storageClassName, 's')
  assert.equal(theClaim(world)?.status?.phase, 'Bound')
})

const provisionedBy = (who: string) => ({
  metadata: { name: 'v', annotations: { 'pv.kubernetes.io/provisioned-by': who } },
})
const deletions: Record<string, { of: object; want: string; because?: string }> = {
  'a path that is nobody’s to delete fails': {
    of: { spec: { hostPath: { path: '/x' } } },
    want: 'fail',
    because: 'host_path deleter only supports /tmp/.+ but received provided /x',
  },
  'a path below /tmp goes': { of: { spec: { hostPath: { path: '/tmp/x' } } }, want: 'delete' },
  'a share of NFS has nobody who deletes it': {
    of: { spec: { nfs: { server: 's', path: '/' } } },
    want: 'fail',
    because:
      'error getting deleter volume plugin for volume "v": no deletable volume plugin matched',
  },
  'nor has what the controller does not know': {
    of: { spec: { csi: { driver: 'd', volumeHandle: 'h' } } },
    want: 'fail',
    because: 'error getting deleter volume plugin for volume "v": no volume plugin matched',
  },
  'a driver deletes what it made': { of: provisionedBy('csi.example.com'), want: 'phase' },
  'what has failed stays so': { of: { status: { phase: 'Failed' } }, want: 'nothing' },
}

for (const [claimed, { of, want, because }] of Object.entries(deletions))
  test(`a volume to be deleted: ${claimed}`, () => {
    const { spec = {}, ...rest } = of as { spec?: object }
    const claimRef = { name: 'c', namespace: 'n', uid: 'u' }
    const policy = { persistentVolumeReclaimPolicy: 'Delete', claimRef }
    const action = planVolume(
      { ...volumeOf('v', '1Gi', { ...policy, ...spec }), ...rest },
      undefined,
    )
    assert.equal(action.do, want)
    assert.equal('message' in action ? action.message : undefined, because)
  })

test('a volume that cannot be deleted says so, once', async () => {
  const world = await worldOf()
  await world.create(namespaces, { metadata: { name: 'default' } })
  const spec = { ...volume.spec, persistentVolumeReclaimPolicy: 'Delete' }
  await world.create(persistentVolumes, { ...volume, spec })
  await world.create(persistentVolumeClaims, body)
  await world.settle()
  await world.change(persistentVolumeClaims, 'n/c', release)
  await world.delete(persistentVolumeClaims, 'n/c')
  await world.settle()
  assert.equal(theVolume(world)?.status?.phase, 'Failed')
  assert.match(theVolume(world)?.status?.message ?? '', /^host_path deleter only supports/)
  const told = world.all(events).filter(({ reason }) => reason === 'VolumeFailedDelete')
  assert.deepEqual(
    told.map(({ count, type }) => [count, type]),
    [[1, 'Warning']],
  )
})
