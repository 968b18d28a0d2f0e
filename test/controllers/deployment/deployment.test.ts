import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DeploymentController } from '../../../src/controllers/deployment/controller.ts'
import { planScale } from '../../../src/controllers/deployment/plan.ts'
import { limits } from '../../../src/controllers/deployment/sets.ts'
import { ReplicaController } from '../../../src/controllers/replicaset/controller.ts'
import { replicaSetFlavour } from '../../../src/controllers/replicaset/replica-owner.ts'
import { deployments, events, pods, replicaSets } from '../../../src/controllers/rows.ts'
import type { Deployment, ReplicaSet } from '../../../src/schema/generated/apps-v1.ts'
import { World } from '../world.ts'

class Stage extends World {
  constructor() {
    super(parts => [
      new DeploymentController({ ...parts, recorder: parts.recorder('deployment-controller') }),
      new ReplicaController({
        ...parts,
        recorder: parts.recorder('replicaset-controller'),
        flavour: replicaSetFlavour,
      }),
    ])
  }

  get deployment(): Deployment {
    const [found] = this.all(deployments)
    assert.ok(found)
    return found
  }

  async changeSpec(change: (spec: NonNullable<Deployment['spec']>) => object): Promise<void> {
    await this.change(deployments, 'n/d', live => ({
      ...live,
      spec: change(live.spec as NonNullable<Deployment['spec']>) as NonNullable<Deployment['spec']>,
    }))
    await this.settle()
  }

  setImage(image: string): Promise<void> {
    return this.changeSpec(spec => {
      const containers = (spec.template?.spec?.containers ?? []).map(one => ({ ...one, image }))
      return {
        ...spec,
        template: { ...spec.template, spec: { ...spec.template?.spec, containers } },
      }
    })
  }

  /** Sizes by image. */
  get sizes(): string {
    return this.all(replicaSets)
      .map(set => `${set.spec?.template?.spec?.containers?.[0]?.image}:${set.spec?.replicas}`)
      .sort()
      .join(' ')
  }

  async playOn(ready = true): Promise<void> {
    for (let n = 0; n < 20; n++) await this.playNodes(ready)
  }

  condition(type: string) {
    return this.deployment.status?.conditions?.find(one => one.type === type)
  }
}

async function stage(spec: object = {}): Promise<Stage> {
  const s = new Stage()
  await s.start()
  await s.create(deployments, {
    metadata: { name: 'd' },
    spec: {
      replicas: 4,
      selector: { matchLabels: { app: 'd' } },
      template: {
        metadata: { labels: { app: 'd' } },
        spec: { containers: [{ name: 'c', image: '1' }] },
      },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
      progressDeadlineSeconds: 600,
      ...spec,
    },
  })
  await s.settle()
  return s
}

test('a deployment makes a replica set that is named and labelled by its template', async () => {
  const s = await stage()
  const [set] = s.all(replicaSets)
  const hash = set?.metadata.labels?.['pod-template-hash']
  assert.equal(set?.metadata.name, `d-${hash}`)
  assert.equal(set?.spec?.selector?.matchLabels?.['pod-template-hash'], hash)
  assert.deepEqual(set?.metadata.annotations, {
    'deployment.kubernetes.io/desired-replicas': '4',
    'deployment.kubernetes.io/max-replicas': '5',
    'deployment.kubernetes.io/revision': '1',
  })
  assert.equal(s.all(pods).length, 4)
  assert.deepEqual(s.errors, [])
})

test('a finished rollout says so in its conditions', async () => {
  const s = await stage()
  assert.equal(s.condition('Available')?.reason, 'MinimumReplicasUnavailable')
  assert.equal(s.condition('Progressing')?.reason, 'ReplicaSetUpdated')
  await s.playOn()
  assert.equal(s.condition('Available')?.reason, 'MinimumReplicasAvailable')
  assert.equal(s.condition('Progressing')?.reason, 'NewReplicaSetAvailable')
  assert.equal(s.deployment.status?.availableReplicas, 4)
  assert.equal(s.deployment.status?.terminatingReplicas, 0)
})

test('a rolling update reaches all, and going back takes the set up again under the next revision', async () => {
  const s = await stage()
  await s.playOn()
  await s.setImage('2')
  await s.playOn()
  assert.equal(s.sizes, '1:0 2:4')
  await s.setImage('1')
  await s.playOn()
  assert.equal(s.sizes, '1:4 2:0')
  const back = s.all(replicaSets).find(set => set.spec?.replicas === 4)
  assert.equal(back?.metadata.annotations?.['deployment.kubernetes.io/revision'], '3')
  assert.equal(back?.metadata.annotations?.['deployment.kubernetes.io/revision-history'], '1')
  assert.equal(s.deployment.metadata.annotations?.['deployment.kubernetes.io/revision'], '3')
})

test('a rollout that is stuck keeps what the limits allow, and is told to be late in the end', async () => {
  const s = await stage()
  await s.playOn()
  await s.setImage('2')
  await s.playOn(false)
  assert.equal(s.sizes, '1:3 2:2')
  assert.equal(s.deployment.status?.unavailableReplicas, 2)
  await s.advance(602_000)
  assert.equal(s.condition('Progressing')?.reason, 'ProgressDeadlineExceeded')
})

test('Recreate ends the old pods before it makes new ones', async () => {
  const s = await stage({ strategy: { type: 'Recreate' } })
  await s.playOn()
  await s.setImage('2')
  await s.playOn()
  assert.equal(s.sizes, '1:0 2:4')
})

test('a change of the number of replicas rolls nothing', async () => {
  const s = await stage()
  await s.playOn()
  await s.changeSpec(spec => ({ ...spec, replicas: 2 }))
  await s.playOn()
  assert.equal(s.sizes, '1:2')
  const messages = s
    .all(events)
    .filter(event => event.involvedObject?.kind === 'Deployment')
    .map(event => event.message?.replace(/d-[a-z0-9]+/, 'd-HASH'))
  assert.deepEqual(messages.sort(), [
    'Scaled down replica set d-HASH from 4 to 2',
    'Scaled up replica set d-HASH from 0 to 4',
  ])
})

test('only as many old sets stay as the history limit allows', async () => {
  const s = await stage({ replicas: 0, revisionHistoryLimit: 1 })
  for (const image of ['2', '3', '4']) await s.setImage(image)
  assert.equal(s.sizes, '3:0 4:0')
})

test('an annotation takes a deployment back to an earlier revision, once', async () => {
  const s = await stage()
  await s.setImage('2')
  await s.setImage('3')
  const ask = async (revision: string) => {
    await s.change(deployments, 'n/d', live => {
      const annotations = {
        ...live.metadata.annotations,
        'deprecated.deployment.rollback.to': revision,
      }
      return { ...live, metadata: { ...live.metadata, annotations } }
    })
    await s.settle()
    const image = s.deployment.spec?.template?.spec?.containers?.[0]?.image
    const told = s.all(events).filter(({ reason = '' }) => reason.startsWith('DeploymentRollback'))
    const asked = 'deprecated.deployment.rollback.to' in (s.deployment.metadata.annotations ?? {})
    assert.equal(asked, false)
    return `${image} ${told.map(({ reason, message }) => `${reason}: ${message}`).at(-1)}`
  }
  assert.equal(await ask('1'), '1 DeploymentRollback: Rolled back deployment "d" to revision 1')
  assert.deepEqual(s.deployment.spec?.template?.metadata?.labels, { app: 'd' })
  assert.equal(await ask('0'), '3 DeploymentRollback: Rolled back deployment "d" to revision 3')
  assert.match(await ask('9'), /^3 DeploymentRollbackRevisionNotFound: Unable to find the revision/)
  assert.match(await ask('5'), /^3 DeploymentRollbackTemplateUnchanged: The rollback revision/)
})

test('a set that loses what is broken and then some is scaled twice', async () => {
  const s = await stage({
    replicas: 3,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: '100%' } },
  })
  await s.playOn()
  const [broken] = s.all(pods)
  assert.ok(broken)
  await s.setReady(broken, false)
  await s.settle()
  await s.setImage('2')
  const downs = s
    .all(events)
    .flatMap(({ message = '' }) => /Scaled down .* (from \d to \d)$/.exec(message)?.[1] ?? [])
  assert.deepEqual(downs.slice(0, 2), ['from 3 to 2', 'from 2 to 0'])
})

test('a paused deployment is scaled but not rolled, and says so', async () => {
  const s = await stage()
  await s.playOn()
  await s.changeSpec(spec => ({ ...spec, paused: true }))
  assert.equal(s.condition('Progressing')?.reason, 'DeploymentPaused')
  await s.setImage('2')
  await s.changeSpec(spec => ({ ...spec, replicas: 6 }))
  await s.playOn()
  assert.equal(s.sizes, '1:6')
  await s.changeSpec(spec => ({ ...spec, paused: false }))
  await s.playOn()
  assert.equal(s.sizes, '1:0 2:6')
})

const deployment = (
  replicas: number,
  maxSurge: number | string,
  maxUnavailable: number | string,
): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd' },
  spec: {
    replicas,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
  } as NonNullable<Deployment['spec']>,
})

const limitsTable: [number, number | string, number | string, string][] = [
  [3, '25%', '50%', '1 1'],
  [10, '25%', '25%', '3 2'],
  [1, '25%', '25%', '1 0'],
  [4, 0, 0, '0 1'],
  [2, 1, 5, '1 2'],
]

for (const [replicas, maxSurge, maxUnavailable, want] of limitsTable)
  test(`of ${replicas}, a surge of ${maxSurge} and ${maxUnavailable} unavailable are ${want}`, () => {
    const found = limits(deployment(replicas, maxSurge, maxUnavailable))
    assert.equal(`${found.maxSurge} ${found.maxUnavailable}`, want)
  })

test('sets keep their shares when a deployment is scaled during a rollout', () => {
  const set = (name: string, replicas: number): ReplicaSet => ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      annotations: {
        'deployment.kubernetes.io/desired-replicas': '10',
        'deployment.kubernetes.io/max-replicas': '10',
      },
    },
    spec: { replicas } as NonNullable<ReplicaSet['spec']>,
  })
  const sets = { current: set('new', 2), old: [set('old', 8)] }
  const sizes = planScale(deployment(20, 0, 1), sets)
  assert.deepEqual(
    sizes.map(one => `${one.set.metadata.name}:${one.replicas}`),
    ['old:16', 'new:4'],
  )
})
