import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defaultPod } from '../../../src/kinds/pod/defaults.ts'
import { podStatusRules } from '../../../src/kinds/pod/status-rules.ts'
import type { Pod } from '../../../src/schema/generated/core-v1.ts'
import { toldOfChange } from '../told.ts'

const pod = (status: object, spec: object = {}): Pod =>
  defaultPod({
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name: 'p', namespace: 'n' },
    spec: {
      containers: [{ name: 'c', image: 'i', resources: { requests: { 'a.b/c': '1' } } }],
      ...spec,
    },
    status,
  } as unknown as Pod)

const device = (name: string, ...resources: object[]) => ({
  containerStatuses: [{ name: 'c', allocatedResourcesStatus: [{ name, resources }] }],
})
const AT = 'status.containerStatuses[0].allocatedResourcesStatus[0]'

const CLAIM = 'status.extendedResourceClaimStatus'
const mapping = (containerName: string, resourceName: string) => ({
  containerName,
  resourceName,
  requestName: 'r',
})

interface Case {
  readonly before?: object
  readonly status: object
  readonly spec?: object
  readonly told: string[]
}

const cases: Record<string, Case> = {
  'addresses of one family': {
    status: { podIPs: [{ ip: '10.0.0.1' }, { ip: '10.0.0.1' }] },
    told: [
      'status.podIPs: Invalid value: [{"IP":"10.0.0.1"},{"IP":"10.0.0.1"}]: may specify no more than one IP for each IP family',
    ],
  },
  'three addresses of the host': {
    status: {
      hostIP: '10.0.0.1',
      hostIPs: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }, { ip: '::1' }],
    },
    told: [
      'status.hostIPs: Invalid value: [{"IP":"10.0.0.1"},{"IP":"10.0.0.2"},{"IP":"::1"}]: may specify no more than one IP for each IP family',
    ],
  },
  'an address of each family': {
    status: { podIPs: [{ ip: '::1' }, { ip: '10.0.0.1' }] },
    told: [],
  },
  'two texts that are no addresses': {
    status: { podIPs: [{ ip: 'x' }, { ip: '10.0.0.1' }] },
    told: [
      'status.podIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      'status.podIPs: Internal error: failed to check for dual stack with error:ip <nil> is invalid',
      'status.podIPs: Invalid value: [{"IP":"x"},{"IP":"10.0.0.1"}]: may specify no more than one IP for each IP family',
    ],
  },
  'an address that was told before': {
    before: { podIPs: [{ ip: '010.0.0.1' }] },
    status: { podIPs: [{ ip: '010.0.0.1' }] },
    told: [],
  },
  'a node that is promised to a Pod without one': { status: { nominatedNodeName: 'a' }, told: [] },
  'and to a Pod that has one': {
    spec: { nodeName: 'b' },
    status: { nominatedNodeName: 'a' },
    told: [
      'status.nominatedNodeName: Forbidden: may not be set on pods that are already bound to a node',
    ],
  },
  'generations below zero': {
    status: {
      observedGeneration: -1,
      conditions: [{ type: 'Ready', status: 'True', observedGeneration: -2 }],
    },
    told: [
      'status.conditions[0].observedGeneration: Invalid value: -2: must be a non-negative integer',
      'status.observedGeneration: Invalid value: -1: must be a non-negative integer',
    ],
  },
  'a claim for extended resources without mappings': {
    status: { extendedResourceClaimStatus: { requestMappings: [], resourceClaimName: 'B_' } },
    told: [
      `${CLAIM}.requestMappings: Required value: at least one request mapping is required`,
      `${CLAIM}.resourceClaimName: Invalid value: "B_": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
    ],
  },
  'mappings of nobody, of nothing and of one twice': {
    status: {
      extendedResourceClaimStatus: {
        requestMappings: [mapping('z', 'a.b/c'), mapping('c', 'd'), mapping('c', 'd')],
        resourceClaimName: 'x',
      },
    },
    told: [
      `${CLAIM}.requestMappings[0].containerName: Invalid value: "z": must match the name of an entry in spec.initContainers.name or spec.containers.name`,
      ...[1, 2].map(
        at =>
          `${CLAIM}.requestMappings[${at}].resourceName: Invalid value: "d": must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests`,
      ),
      `${CLAIM}.requestMappings[2].containerName: Duplicate value: "c"`,
      `${CLAIM}.requestMappings[2].resourceName: Duplicate value: "d"`,
      `${CLAIM}.requestMappings[2].requestName: Duplicate value: "r"`,
    ],
  },
  'a device that was asked for': {
    status: device('a.b/c', { resourceID: '1', health: 'Healthy' }),
    told: [],
  },
  'one that was not, twice, in an odd state': {
    status: device('x', { resourceID: '1', health: 'Healthy' }, { resourceID: '1', health: 'Odd' }),
    told: [
      `${AT}.name: Invalid value: "x": must match one of the container's resource requests`,
      `${AT}.resources[1].health: Unsupported value: "Odd": supported values: "Healthy", "Unhealthy", "Unknown"`,
      `${AT}.resources[1].resourceID: Duplicate value: "1"`,
    ],
  },
  'who runs it': {
    status: { containerStatuses: [{ name: 'c', user: { linux: { uid: -1, gid: 0 } } }] },
    told: [
      'status.containerStatuses[0].linux.uid: Invalid value: -1: must be between 0 and 2147483647, inclusive',
    ],
  },
  'nobody of Linux runs a Pod of Windows': {
    spec: { os: { name: 'windows' } },
    status: { containerStatuses: [{ name: 'c', user: { linux: { uid: 1, gid: 0 } } }] },
    told: ['status.containerStatuses[0].linux: Forbidden: cannot be set for a windows pod'],
  },
}

describe('what a kubelet tells', () => {
  for (const [name, { before = {}, status, spec, told }] of Object.entries(cases))
    test(name, () =>
      assert.deepEqual(toldOfChange(podStatusRules, pod(status, spec), pod(before, spec)), told),
    )
})

const ended = (exitCode: number) => ({
  containerStatuses: [{ name: 'c', state: { terminated: { exitCode } } }],
})
const RUNNING = { containerStatuses: [{ name: 'c', state: { running: {} } }] }
const container = (more: object) => ({ containers: [{ name: 'c', image: 'i', ...more }] })
const onCode = (action: string, operator: string, value: number) => ({
  restartPolicy: 'Never',
  restartPolicyRules: [{ action, exitCodes: { operator, values: [value] } }],
})

const restarts: readonly (readonly [string, object, number, boolean])[] = [
  ['a Pod that always restarts', { restartPolicy: 'Always' }, 0, true],
  ['a Pod that never does', { restartPolicy: 'Never' }, 1, false],
  ['a failure of a Pod that restarts those', { restartPolicy: 'OnFailure' }, 1, true],
  ['a success of it', { restartPolicy: 'OnFailure' }, 0, false],
  [
    'a container that never does in a Pod that does',
    container({ restartPolicy: 'Never' }),
    1,
    false,
  ],
  [
    'a container that does in a Pod that does not',
    { restartPolicy: 'Never', ...container({ restartPolicy: 'Always' }) },
    0,
    true,
  ],
  ['a code that a rule names', container(onCode('Restart', 'In', 3)), 3, true],
  ['a code that it does not name', container(onCode('Restart', 'In', 3)), 4, false],
  ['a code other than the one of a rule', container(onCode('Restart', 'NotIn', 3)), 4, true],
  ['a Pod that starts over', container(onCode('RestartAllContainers', 'In', 3)), 4, true],
  ['a container that the Pod does not have', { containers: [{ name: 'd', image: 'i' }] }, 0, false],
]

describe('a container that has ended runs again', () => {
  for (const [what, spec, exitCode, may] of restarts)
    test(`${may ? 'after' : 'not after'} ${what}`, () => {
      const told = toldOfChange(podStatusRules, pod(RUNNING, spec), pod(ended(exitCode), spec))
      assert.deepEqual(
        told,
        may
          ? []
          : [
              'status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state',
            ],
      )
    })
})
