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
const beginning = (resources: object) => ({
  initContainers: [{ name: 'i', image: 'i', resources }],
})
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
    told: [`spec.resources.requests: Forbidden: ${REMOVED}`],
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
