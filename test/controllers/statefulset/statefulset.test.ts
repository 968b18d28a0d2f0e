import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  controllerRevisions,
  events,
  persistentVolumeClaims,
  pods,
  statefulSets,
} from '../../../src/controllers/rows.ts'
import { StatefulSetController } from '../../../src/controllers/statefulset/controller.ts'
import type { StatefulSet } from '../../../src/schema/generated/apps-v1.ts'
import { World } from '../world.ts'

class Stage extends World {
  constructor() {
    super(parts => {
      const recorder = parts.recorder('statefulset-controller')
      return [new StatefulSetController({ ...parts, recorder })]
    })
  }

  get set(): StatefulSet {
    const [found] = this.all(statefulSets)
    assert.ok(found)
    return found
  }

  /** `s-0:1 s-1:1!`: names and images, `!` for what is being deleted. */
  get names(): string {
    return this.all(pods)
      .map(pod => {
        const going = pod.metadata.deletionTimestamp === undefined ? '' : '!'
        return `${pod.metadata.name}:${pod.spec?.containers?.[0]?.image}${going}`
      })
      .join(' ')
  }

  async changeSpec(change: (spec: NonNullable<StatefulSet['spec']>) => object): Promise<void> {
    await this.change(statefulSets, 'n/s', live => ({
      ...live,
      spec: change(live.spec as NonNullable<StatefulSet['spec']>) as NonNullable<
        StatefulSet['spec']
      >,
    }))
    await this.settle()
  }

  setImage(image: string): Promise<void> {
    return this.changeSpec(spec => {
      const containers = (spec.template?.spec?.containers ?? []).map(one => ({ ...one, image }))
      const { template } = spec
      return { ...spec, template: { ...template, spec: { ...template?.spec, containers } } }
    })
  }

  async playOn(steps = 12): Promise<void> {
    for (let n = 0; n < steps; n++) await this.playNodes()
  }
}

async function stage(spec: object = {}): Promise<Stage> {
  const s = new Stage()
  await s.start()
  await s.create(statefulSets, {
    metadata: { name: 's' },
    spec: {
      serviceName: 'svc',
      replicas: 3,
      selector: { matchLabels: { app: 's' } },
      template: {
        metadata: { labels: { app: 's' } },
        spec: { containers: [{ name: 'c', image: '1' }] },
      },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      ...spec,
    },
  })
  await s.settle()
  return s
}

test('pods come in order, with names and host names of their own', async () => {
  const s = await stage()
  assert.deepEqual(s.errors, [])
  assert.equal(s.names, 's-0:1')
  await s.playNodes()
  assert.equal(s.names, 's-0:1 s-1:1')
  await s.playOn()
  assert.equal(s.names, 's-0:1 s-1:1 s-2:1')
  const [first] = s.all(pods)
  assert.equal(first?.spec?.hostname, 's-0')
  assert.equal(first?.spec?.subdomain, 'svc')
  assert.equal(first?.metadata.labels?.['apps.kubernetes.io/pod-index'], '0')
  assert.equal(s.set.status?.currentReplicas, 3)
  assert.equal(s.all(events)[0]?.message, 'Create Pod s-0 in StatefulSet s successful')
  assert.deepEqual(s.errors, [])
})

test('parallel management waits for nobody', async () => {
  const s = await stage({ podManagementPolicy: 'Parallel' })
  assert.equal(s.names, 's-0:1 s-1:1 s-2:1')
})

test('it scales down from the highest ordinal', async () => {
  const s = await stage()
  await s.playOn()
  await s.changeSpec(spec => ({ ...spec, replicas: 1 }))
  assert.equal(s.names, 's-0:1 s-1:1 s-2:1!')
  await s.playOn()
  assert.equal(s.names, 's-0:1')
})

test('an update goes from the highest ordinal down to the partition', async () => {
  const s = await stage({
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
  })
  await s.playOn()
  await s.setImage('2')
  assert.equal(s.names, 's-0:1 s-1:1 s-2:1!')
  await s.playOn()
  assert.equal(s.names, 's-0:1 s-1:2 s-2:2')
  assert.equal(s.set.status?.currentReplicas, 1)
  assert.notEqual(s.set.status?.currentRevision, s.set.status?.updateRevision)
  await s.changeSpec(spec => ({ ...spec, updateStrategy: { type: 'RollingUpdate' } }))
  await s.playOn()
  assert.equal(s.names, 's-0:2 s-1:2 s-2:2')
  assert.equal(s.set.status?.currentRevision, s.set.status?.updateRevision)
  assert.equal(s.all(controllerRevisions).length, 2)
})

test('an update in parallel waits until a new pod has been ready long enough', async () => {
  const s = await stage({ podManagementPolicy: 'Parallel', minReadySeconds: 30 })
  await s.playNodes()
  await s.advance(31_000)
  await s.setImage('2')
  await s.playOn(3)
  assert.equal(s.names, 's-0:1 s-1:1 s-2:2')
  await s.advance(31_000)
  assert.equal(s.names, 's-0:1 s-1:1! s-2:2')
})

test('OnDelete updates only pods that are deleted', async () => {
  const s = await stage({ updateStrategy: { type: 'OnDelete' } })
  await s.playOn()
  await s.setImage('2')
  assert.equal(s.names, 's-0:1 s-1:1 s-2:1')
  await s.delete(pods, 'n/s-0')
  await s.playOn()
  assert.equal(s.names, 's-0:2 s-1:1 s-2:1')
})

test('a failed pod is made again', async () => {
  const s = await stage({ replicas: 1 })
  const [first] = s.all(pods)
  assert.ok(first)
  await s.setStatus(first, { phase: 'Failed' })
  await s.settle()
  assert.equal(s.names, 's-0:1')
  assert.notEqual(s.all(pods)[0]?.metadata.uid, first.metadata.uid)
})

test('one that has succeeded is as well, which is told without alarm', async () => {
  const s = await stage({ replicas: 1 })
  const [first] = s.all(pods)
  assert.ok(first)
  await s.setStatus(first, { phase: 'Succeeded' })
  await s.settle()
  const told = s.all(events).find(one => one.reason === 'RecreatingTerminatedPod')
  assert.equal(told?.type, 'Normal')
  assert.equal(told?.message, 'StatefulSet n/s is recreating terminated Pod s-0')
})

const volumeClaimTemplates = [
  {
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  },
]

test('claims are made for pods, and owned after the retention policy', async () => {
  const s = await stage({
    volumeClaimTemplates,
    replicas: 2,
    podManagementPolicy: 'Parallel',
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Delete' },
  })
  const owners = () =>
    s.all(persistentVolumeClaims).map(claim => {
      const [owner] = claim.metadata.ownerReferences ?? []
      return `${claim.metadata.name} ${owner?.kind}`
    })
  assert.deepEqual(owners(), ['data-s-0 StatefulSet', 'data-s-1 StatefulSet'])
  const messages = s.all(events).map(one => one.message)
  assert.ok(messages.includes('Create Claim data-s-0 Pod s-0 in StatefulSet s success'))
  assert.equal(s.all(pods)[0]?.spec?.volumes?.[0]?.persistentVolumeClaim?.claimName, 'data-s-0')
  await s.playNodes()
  await s.changeSpec(spec => ({ ...spec, replicas: 1 }))
  assert.deepEqual(owners(), ['data-s-0 StatefulSet', 'data-s-1 Pod'])
})

test('ordinals can start elsewhere', async () => {
  const s = await stage({ ordinals: { start: 5 }, podManagementPolicy: 'Parallel', replicas: 2 })
  assert.equal(s.names, 's-5:1 s-6:1')
})
