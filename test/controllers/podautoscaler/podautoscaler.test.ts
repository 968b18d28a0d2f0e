import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PodAutoscaler } from '../../../src/controllers/podautoscaler/controller.ts'
import { decide } from '../../../src/controllers/podautoscaler/plan.ts'
import { deployments, events, horizontalPodAutoscalers } from '../../../src/controllers/rows.ts'
import * as kinds from '../../../src/kinds/index.ts'
import type { Kind } from '../../../src/meta/kind.ts'
import type { HorizontalPodAutoscaler } from '../../../src/schema/generated/autoscaling-v2.ts'
import { World } from '../world.ts'

const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization' } } }

const decisions: Record<string, { has: number; min?: number; max: number; want: string }> = {
  'a target at zero rests': { has: 0, max: 5, want: 'rest' },
  'a target below is lifted': { has: 1, min: 3, max: 5, want: 'rescale 3' },
  'a target above is lowered': { has: 9, max: 5, want: 'rescale 5' },
  'between the bounds nothing is known': { has: 2, max: 5, want: 'fail' },
}

for (const [claim, { has, min, max, want }] of Object.entries(decisions))
  test(`of autoscalers: ${claim}`, () => {
    const spec = {
      maxReplicas: max,
      metrics: [cpu],
      ...(min === undefined ? {} : { minReplicas: min }),
    }
    const autoscaler = { spec } as unknown as HorizontalPodAutoscaler
    const decision = decide(autoscaler, { replicas: has, selector: 'app=a' })
    const text = decision.do === 'rescale' ? `rescale ${decision.replicas}` : decision.do
    assert.equal(text, want)
  })

async function worldWith(replicas: number, spec: object, name = 'd'): Promise<World> {
  const kindOf = (_group: string, kind: string): Kind | undefined =>
    kind === 'Deployment' ? (kinds.deployment as unknown as Kind) : undefined
  const world = new World(({ registry, timers, recorder }) => [
    new PodAutoscaler({
      registry,
      timers,
      kindOf,
      recorder: recorder('horizontal-pod-autoscaler'),
    }),
  ])
  await world.start()
  const template = {
    metadata: { labels: { a: 'b' } },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  }
  const selector = { matchLabels: { a: 'b' } }
  await world.create(deployments, {
    metadata: { name: 'd' },
    spec: { replicas, selector, template },
  })
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name }
  const body = { metadata: { name: 'h' }, spec: { scaleTargetRef, maxReplicas: 5, ...spec } }
  await world.create(horizontalPodAutoscalers, body)
  await world.advance(16_000)
  return world
}

const conditions = (world: World): string =>
  (world.all(horizontalPodAutoscalers)[0]?.status?.conditions ?? [])
    .map(({ type, status, reason }) => `${type}=${status}:${reason}`)
    .join(' ')

test('an autoscaler lifts its target to the minimum, through its scale', async () => {
  const world = await worldWith(1, { minReplicas: 2 })
  assert.equal(world.all(deployments)[0]?.spec?.replicas, 2)
  assert.equal(conditions(world), 'AbleToScale=True:SucceededRescale')
  assert.ok(world.all(events).some(({ reason }) => reason === 'SuccessfulRescale'))
})

test('an autoscaler without metrics says so', async () => {
  const world = await worldWith(2, {})
  const want = 'AbleToScale=True:SucceededGetScale ScalingActive=False:FailedGetResourceMetric'
  assert.equal(conditions(world), want)
  assert.equal(world.all(horizontalPodAutoscalers)[0]?.status?.currentReplicas, 2)
})

test('an autoscaler whose target is not there cannot scale', async () => {
  const world = await worldWith(2, {}, 'other')
  assert.equal(conditions(world), 'AbleToScale=False:FailedGetScale')
})
