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

const cases: Record<string, { status: object; spec?: object; told: string[] }> = {
  'addresses of one family': {
    status: { podIPs: [{ ip: '10.0.0.1' }, { ip: '10.0.0.1' }] },
    told: [
      'status.podIPs: Invalid value: [{"IP":"10.0.0.1"},{"IP":"10.0.0.1"}]: may specify no more than one IP for each IP family',
      'status.podIPs[1]: Duplicate value: {"IP":"10.0.0.1"}',
    ],
  },
  'those of the host are told in the other order': {
    status: { hostIP: '10.0.0.1', hostIPs: [{ ip: '10.0.0.1' }, { ip: '10.0.0.1' }] },
    told: [
      'status.hostIPs[1]: Duplicate value: {"IP":"10.0.0.1"}',
      'status.hostIPs: Invalid value: [{"IP":"10.0.0.1"},{"IP":"10.0.0.1"}]: may specify no more than one IP for each IP family',
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
  for (const [name, { status, spec, told }] of Object.entries(cases))
    test(name, () =>
      assert.deepEqual(toldOfChange(podStatusRules, pod(status, spec), pod({}, spec)), told),
    )
})
