import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PodAutoscaler } from '../../../src/controllers/podautoscaler/controller.ts'
import { decide, withoutMetrics } from '../../../src/controllers/podautoscaler/plan.ts'
import {
  deployments,
  events,
  horizontalPodAutoscalers,
  pods,
} from '../../../src/controllers/rows.ts'
import * as kinds from '../../../src/kinds/index.ts'
import type { Kind } from '../../../src/meta/kind.ts'
import type {
  HorizontalPodAutoscaler,
  MetricSpec,
} from '../../../src/schema/generated/autoscaling-v2.ts'
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

test('a selector that cannot be read is told of', () => {
  const autoscaler = { spec: { maxReplicas: 5, metrics: [cpu] } }
  const decision = decide(autoscaler as unknown as HorizontalPodAutoscaler, {
    replicas: 2,
    selector: 'a in (',
  })
  assert.ok(decision.do === 'fail')
  assert.equal(decision.why.reason, 'InvalidSelector')
  assert.match(decision.why.message, /^couldn't convert selector into a .* selector object: /)
  assert.deepEqual(
    decision.events.map(({ reason }) => reason),
    ['InvalidSelector', 'FailedComputeMetricsReplicas'],
  )
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

test('a target that refuses its new size is told of', async () => {
  const world = await worldWith(2, {})
  world.registry.patchScale = () => Promise.reject(new Error('not that many'))
  await world.change(horizontalPodAutoscalers, 'n/h', live => ({
    ...live,
    spec: { ...live.spec, minReplicas: 4 } as NonNullable<typeof live.spec>,
  }))
  await world.advance(16_000)
  assert.match(conditions(world), /^AbleToScale=False:FailedUpdateScale /)
  const told = world.all(events).find(({ reason }) => reason === 'FailedRescale')
  const size = 'New size: 4; reason: Current number of replicas below Spec.MinReplicas'
  assert.equal(told?.message, `${size}; error: not that many`)
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

test('events tell of every metric that is not known, and of all together', async () => {
  const memory = { type: 'Resource', resource: { name: 'memory', target: utilization } }
  const world = await worldWith(2, { metrics: [{ ...cpu, resource: cpuAt80 }, memory] })
  const told = world.all(events).map(({ reason, message }) => `${reason}: ${message}`)
  const why =
    'unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)'
  const of = (name: string) =>
    `failed to get ${name} utilization: unable to get metrics for resource ${name}: ${why}`
  assert.deepEqual(told, [
    `FailedGetResourceMetric: ${of('cpu')}`,
    `FailedGetResourceMetric: ${of('memory')}`,
    `FailedComputeMetricsReplicas: invalid metrics (2 invalid out of 2), first error is: failed to get cpu resource metric value: ${of('cpu')}`,
  ])
})

const utilization = { type: 'Utilization', averageUtilization: 80 }
const cpuAt80 = { name: 'cpu', target: utilization }

test('a kind that is not known is told of by its group, and the version does not count', async () => {
  const ref = (more: object) => ({
    scaleTargetRef: { apiVersion: 'apps/v7', kind: 'Deployment', name: 'd', ...more },
  })
  assert.match(conditions(await worldWith(2, ref({}))), /^AbleToScale=True/)
  const world = await worldWith(2, ref({ kind: 'Nothing' }))
  assert.equal(
    world.all(horizontalPodAutoscalers)[0]?.status?.conditions?.[0]?.message,
    'the HPA controller was unable to get the target\'s current scale: no matches for kind "Nothing" in group "apps"',
  )
})

test('two autoscalers of the same pods know nothing', async () => {
  const world = await worldWith(2, {})
  await world.create(pods, {
    metadata: { name: 'p', labels: { a: 'b' } },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  })
  const [known] = world.all(horizontalPodAutoscalers)
  await world.create(horizontalPodAutoscalers, { metadata: { name: 'i' }, spec: known?.spec })
  await world.advance(16_000)
  assert.match(conditions(world), /ScalingActive=False:AmbiguousSelector/)
})

test('objects and outside metrics are told of with what they are about', () => {
  const metric = { name: 'm', selector: { matchLabels: { a: 'b' } } }
  const describedObject = { kind: 'Ingress', name: 'i' }
  const target = { type: 'Value', value: '1' }
  const text = (spec: object) => withoutMetrics(spec as MetricSpec, 'n').message
  assert.match(
    text({ type: 'Object', object: { metric, describedObject, target } }),
    /^unable to get metric m: Ingress on n i\/unable to fetch metrics from custom/,
  )
  assert.match(
    text({ type: 'External', external: { metric, target } }),
    /^unable to get external metric n\/m\/&LabelSelector\{MatchLabels:map\[string\]string\{a: b,\},/,
  )
})
