import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { podResizeRules } from '../../../src/kinds/pod/resize-rules.ts'
import { podRules } from '../../../src/kinds/pod/rules.ts'
import type { Pod } from '../../../src/schema/generated/core-v1.ts'
import { sent, toldOfChange } from '../told.ts'

const sized = (cpu: string, more: object = {}) => ({ requests: { cpu, ...more } })
const pod = (resources: object | undefined, spec: object = {}): Pod =>
  sent(podRules, 'core/v1.Pod', {
    spec: { containers: [{ name: 'c', image: 'i', resources }], ...spec },
  })
const beginning = (resources: object, more: object = {}) => ({
  initContainers: [{ name: 'i', image: 'i', resources, ...more }],
})
const named = (name: string) => ({ name, image: 'i', resources: sized('1') })
const RESTARTED = {
  resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }],
}
const REMOVED = 'resource requests cannot be removed'

const cases: Record<string, { old: Pod; next: Pod; told: string[] }> = {
  'a container gets more': { old: pod(sized('1')), next: pod(sized('2')), told: [] },
  'and does not get less than something': {
    old: pod(sized('1', { memory: '1Gi' })),
    next: pod(sized('1')),
    told: [`spec.containers[0].resources.requests: Forbidden: ${REMOVED}`],
  },
  'the Pod as a whole gets more': {
    old: pod(undefined, { resources: sized('1') }),
    next: pod(undefined, { resources: sized('2') }),
    told: [],
  },
  'and does not get less than something, either': {
    old: pod(undefined, { resources: sized('1', { memory: '1Gi' }) }),
    next: pod(undefined, { resources: sized('1') }),
    told: [`spec.resources.requests: Forbidden: pod-level ${REMOVED}`],
  },
  'a container that runs before the others gets more': {
    old: pod(sized('1'), beginning(sized('1'))),
    next: pod(sized('1'), beginning(sized('2'))),
    told: [],
  },
  'and does not get less than something, too': {
    old: pod(sized('1'), beginning(sized('1'))),
    next: pod(sized('1'), beginning({})),
    told: [`spec.initContainers[0].resources.requests: Forbidden: ${REMOVED}`],
  },
  'the Pod as a whole goes on having a size': {
    old: pod(sized('1'), { resources: sized('2') }),
    next: pod(sized('1')),
    told: ['spec.resources: Forbidden: pod-level resources cannot be removed'],
  },
  'a container gets more of cpu and memory only': {
    old: pod(sized('1')),
    next: pod(sized('1', { 'ephemeral-storage': '1Gi' })),
    told: ['spec: Forbidden: only cpu and memory resources are mutable'],
  },
  'a limit is as little to be had where there was none': {
    old: pod(sized('1')),
    next: pod({ ...sized('1'), limits: { 'ephemeral-storage': '1Gi' } }),
    told: ['spec: Forbidden: only cpu and memory resources are mutable'],
  },
  'and so is one that runs before the others': {
    old: pod(sized('1'), beginning(sized('1'))),
    next: pod(sized('1'), beginning(sized('1', { 'ephemeral-storage': '1Gi' }))),
    told: [
      'spec.initContainers[0]: Forbidden: only cpu and memory resources for init or sidecar containers are mutable',
    ],
  },
  'one that must run again is not resized before the others': {
    old: pod(sized('1'), beginning(sized('1'), RESTARTED)),
    next: pod(sized('1'), beginning(sized('2'), RESTARTED)),
    told: [
      'spec.initContainers[0]: Forbidden: non-sidecar init containers with a resize policy of RestartContainer cannot be resized',
    ],
  },
  'unless it runs beside them': {
    old: pod(sized('1'), beginning(sized('1'), { ...RESTARTED, restartPolicy: 'Always' })),
    next: pod(sized('1'), beginning(sized('2'), { ...RESTARTED, restartPolicy: 'Always' })),
    told: [],
  },
  'containers do not come': {
    old: pod(sized('1')),
    next: pod(sized('1'), beginning(sized('1'))),
    told: ['spec.initContainers: Forbidden: initContainers may not be added or removed on resize'],
  },
  'and do not swap places': {
    old: pod(undefined, { containers: [named('a'), named('b')] }),
    next: pod(undefined, { containers: [named('b'), named('a')] }),
    told: [0, 1].map(
      at =>
        `spec.containers[${at}].name: Forbidden: containers may not be renamed or reordered on resize`,
    ),
  },
  'the class stays': {
    old: pod(undefined),
    next: pod(sized('1')),
    told: ['spec: Invalid value: "": Pod QOS Class may not change as a result of resizing'],
  },
  'a Pod of Windows stays as it is': {
    old: pod(sized('1'), { os: { name: 'windows' } }),
    next: pod(sized('2'), { os: { name: 'windows' } }),
    told: ['[]: Forbidden: windows pods cannot be resized'],
  },
}

describe('a resize', () => {
  for (const [name, { old, next, told }] of Object.entries(cases))
    test(name, () => assert.deepEqual(toldOfChange(podResizeRules, next, old), told))
})
