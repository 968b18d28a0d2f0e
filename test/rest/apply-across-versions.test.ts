import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  fromAutoscalingV1,
  toAutoscalingV1,
} from '../../src/kinds/horizontalpodautoscaler/convert.ts'
import type { KubeObject } from '../../src/meta/object.ts'
import { serve } from './support.ts'

const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' }

test('what is null in one version is nothing in another', () => {
  const object = (version: string, spec: object) =>
    ({
      apiVersion: `autoscaling/${version}`,
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'h' },
      spec: { scaleTargetRef, maxReplicas: 5, ...spec },
      status: { conditions: null, currentMetrics: null },
    }) as unknown as KubeObject
  const old = toAutoscalingV1(object('v2', { metrics: null, behavior: null, minReplicas: null }))
  assert.deepEqual(old.metadata, { name: 'h' })
  assert.deepEqual((old as { spec?: object }).spec, { scaleTargetRef, maxReplicas: 5 })
  const next = fromAutoscalingV1(object('v1', { targetCPUUtilizationPercentage: null }))
  assert.deepEqual((next as { spec?: object }).spec, { scaleTargetRef, maxReplicas: 5 })
})

test('what was applied in one version gives way to what is applied in another', async () => {
  const { app } = await serve()
  const apply = async (version: string, metadata: object, spec: object) => {
    const kind = 'HorizontalPodAutoscaler'
    const body = { apiVersion: `autoscaling/${version}`, kind, metadata, spec }
    const answer = await app.inject({
      method: 'PATCH',
      url: `/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers/h?fieldManager=me`,
      headers: { 'content-type': 'application/apply-patch+yaml' },
      payload: JSON.stringify(body),
    })
    return answer.json()
  }
  const labels = { a: 'b' }
  const old = { scaleTargetRef, maxReplicas: 5, minReplicas: 2, targetCPUUtilizationPercentage: 60 }
  await apply('v1', { name: 'h', labels, annotations: { c: 'd' } }, old)
  const { metadata, spec } = await apply('v2', { name: 'h' }, { scaleTargetRef, maxReplicas: 6 })
  assert.deepEqual([metadata.labels, metadata.annotations], [undefined, undefined])
  assert.deepEqual([spec.minReplicas, spec.maxReplicas], [1, 6])
  assert.deepEqual(
    metadata.managedFields.map(({ apiVersion }: { apiVersion: string }) => apiVersion),
    ['autoscaling/v2'],
  )
})
