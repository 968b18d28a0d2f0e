import assert from 'node:assert/strict'
import { test } from 'node:test'
import { progressOf } from '../../src/graphql/rollout-progress.ts'
import type { KubeObject } from '../../src/meta/object.ts'

const of = (kind: string, generation: number, spec: object, status: object): KubeObject =>
  ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'it', generation },
    spec,
    status,
  }) as KubeObject

const late = { conditions: [{ type: 'Progressing', reason: 'ProgressDeadlineExceeded' }] }

/** What is told of a rollout: + when it is done, ! when it has failed, … while it goes on. */
const CASES: Readonly<Record<string, readonly [KubeObject, string]>> = {
  'a Deployment whose change nobody has seen': [
    of('Deployment', 2, { replicas: 2 }, { observedGeneration: 1, updatedReplicas: 2 }),
    '… Waiting for deployment spec update to be observed...',
  ],
  'a Deployment that makes new Pods': [
    of(
      'Deployment',
      2,
      { replicas: 3 },
      { observedGeneration: 2, replicas: 4, updatedReplicas: 1 },
    ),
    '… Waiting for deployment "it" rollout to finish: 1 out of 3 new replicas have been updated...',
  ],
  'a Deployment whose old Pods end': [
    of(
      'Deployment',
      2,
      { replicas: 3 },
      { observedGeneration: 2, replicas: 4, updatedReplicas: 3 },
    ),
    '… Waiting for deployment "it" rollout to finish: 1 old replicas are pending termination...',
  ],
  'a Deployment whose new Pods start': [
    of(
      'Deployment',
      2,
      { replicas: 2 },
      {
        observedGeneration: 2,
        replicas: 2,
        updatedReplicas: 2,
        availableReplicas: 1,
      },
    ),
    '… Waiting for deployment "it" rollout to finish: 1 of 2 updated replicas are available...',
  ],
  'a Deployment that is done': [
    of(
      'Deployment',
      1,
      { replicas: 1 },
      {
        observedGeneration: 1,
        replicas: 1,
        updatedReplicas: 1,
        availableReplicas: 1,
      },
    ),
    '+ deployment "it" successfully rolled out',
  ],
  'a Deployment that is stuck': [
    of('Deployment', 1, { replicas: 1 }, { observedGeneration: 1, ...late }),
    '! deployment "it" exceeded its progress deadline',
  ],
  'a DaemonSet that puts new Pods on nodes': [
    of(
      'DaemonSet',
      1,
      {},
      {
        observedGeneration: 1,
        desiredNumberScheduled: 3,
        updatedNumberScheduled: 1,
      },
    ),
    '… Waiting for daemon set "it" rollout to finish: 1 out of 3 new pods have been updated...',
  ],
  'a DaemonSet whose Pods start': [
    of(
      'DaemonSet',
      1,
      {},
      {
        observedGeneration: 1,
        desiredNumberScheduled: 3,
        updatedNumberScheduled: 3,
        numberAvailable: 2,
      },
    ),
    '… Waiting for daemon set "it" rollout to finish: 2 of 3 updated pods are available...',
  ],
  'a DaemonSet that is to run nowhere': [
    of('DaemonSet', 1, {}, { observedGeneration: 1, desiredNumberScheduled: 0 }),
    '+ daemon set "it" successfully rolled out',
  ],
  'a DaemonSet whose Pods nobody replaces': [
    of('DaemonSet', 1, { updateStrategy: { type: 'OnDelete' } }, { observedGeneration: 1 }),
    '! rollout status is only available for RollingUpdate strategy type',
  ],
  'a StatefulSet whose Pods start': [
    of('StatefulSet', 1, { replicas: 3 }, { observedGeneration: 1, readyReplicas: 1 }),
    '… Waiting for 2 pods to be ready...',
  ],
  'a StatefulSet that is rolled out in part': [
    of(
      'StatefulSet',
      1,
      { replicas: 3, updateStrategy: { rollingUpdate: { partition: 1 } } },
      {
        observedGeneration: 1,
        readyReplicas: 3,
        updatedReplicas: 1,
      },
    ),
    '… Waiting for partitioned roll out to finish: 1 out of 2 new pods have been updated...',
  ],
  'a StatefulSet between two revisions': [
    of(
      'StatefulSet',
      1,
      { replicas: 2 },
      {
        observedGeneration: 1,
        readyReplicas: 2,
        updatedReplicas: 1,
        updateRevision: 'b',
        currentRevision: 'a',
      },
    ),
    '… waiting for statefulset rolling update to complete 1 pods at revision b...',
  ],
  'a StatefulSet that is done': [
    of(
      'StatefulSet',
      1,
      { replicas: 2 },
      {
        observedGeneration: 1,
        readyReplicas: 2,
        currentReplicas: 2,
        updateRevision: 'b',
        currentRevision: 'b',
      },
    ),
    '+ statefulset rolling update complete 2 pods at revision b...',
  ],
}

for (const [name, [object, want]] of Object.entries(CASES))
  test(`the progress of ${name}`, () => {
    const { done, failed, message } = progressOf(object)
    assert.equal(`${done ? '+' : failed ? '!' : '…'} ${message}`, want)
  })
