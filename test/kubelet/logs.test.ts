import assert from 'node:assert/strict'
import { test } from 'node:test'
import { healthy } from '../../src/kubelet/behavior.ts'
import { containerLog, containerNameOf } from '../../src/kubelet/logs.ts'
import { nodeObject } from '../../src/kubelet/register.ts'
import type { Pod } from '../../src/schema/generated/core-v1.ts'

const START = '2026-01-01T00:00:10Z'
const NOW = Date.UTC(2026, 0, 1, 0, 1)

const pod = (more: object = {}): Pod =>
  ({
    metadata: { name: 'p' },
    spec: { nodeName: 'a', containers: [{ name: 'c' }] },
    status: { containerStatuses: [{ name: 'c', state: { running: { startedAt: START } } }] },
    ...more,
  }) as unknown as Pod

const behavior = () => ({ ...healthy(0), logLines: ['one', 'two'] })

test('a container has said that it started, and what its behaviour says', () => {
  assert.deepEqual(containerLog(pod(), {}, NOW, behavior), ['c started', 'one', 'two'])
})

test('lines can be told from the end, with times, up to a size, since a time', () => {
  const log = (options: object) => containerLog(pod(), options, NOW, behavior)
  assert.deepEqual(log({ tailLines: 1 }), ['two'])
  assert.deepEqual(log({ tailLines: 0 }), [])
  assert.deepEqual(log({ tailLines: 1, timestamps: true }), ['2026-01-01T00:00:10.002000000Z two'])
  assert.deepEqual(log({ limitBytes: 12 }), ['c started', 'on'])
  assert.deepEqual(log({ sinceSeconds: 10 }), [])
  assert.deepEqual(log({ sinceSeconds: 60 })?.length, 3)
})

test('one container is meant beside init containers', () => {
  const more = {
    spec: { nodeName: 'a', containers: [{ name: 'c' }], initContainers: [{ name: 'i' }] },
  }
  assert.equal(containerNameOf(pod(more), ''), 'c')
})

test('a Pod without a node has no log', () => {
  assert.equal(containerLog(pod({ spec: { containers: [{ name: 'c' }] } }), {}, NOW), undefined)
})

const waiting = {
  status: {
    containerStatuses: [{ name: 'c', state: { waiting: { reason: 'ContainerCreating' } } }],
  },
}
const two = { spec: { nodeName: 'a', containers: [{ name: 'c' }, { name: 'd' }] } }

const refused: Record<string, [Pod, object, number, string]> = {
  'another container': [pod(), { container: 'x' }, 400, 'container x is not valid for pod p'],
  'one of two has to be named': [
    pod(two),
    {},
    400,
    'a container name must be specified for pod p, choose one of: [c d]',
  ],
  'one of two has to be named, and init containers are ones, too': [
    pod({ spec: { ...two.spec, initContainers: [{ name: 'i' }] } }),
    {},
    400,
    'a container name must be specified for pod p, choose one of: [i c d]',
  ],
  'a stream of two': [
    pod(),
    { stream: 'Stdout' },
    422,
    'PodLogOptions "p" is invalid: stream: Forbidden: may not be specified',
  ],
  'one that has not started': [
    pod(waiting),
    {},
    400,
    'container "c" in pod "p" is waiting to start: ContainerCreating',
  ],
  'no earlier one': [
    pod(),
    { previous: true },
    400,
    'previous terminated container "c" in pod "p" not found',
  ],
  'less than no lines': [
    pod(),
    { tailLines: -1 },
    422,
    'PodLogOptions "p" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
  ],
}

for (const [name, [one, options, code, message]] of Object.entries(refused))
  test(`refused: ${name}`, () =>
    assert.throws(() => containerLog(one, options, NOW), { code, message }))

test('a control-plane node is registered with its label and taint, and is Ready', () => {
  const node = nodeObject({ name: 'cp', controlPlane: true, index: 0, nowMs: NOW })
  assert.equal(node.metadata.labels?.['node-role.kubernetes.io/control-plane'], '')
  assert.equal(node.spec?.taints?.[0]?.effect, 'NoSchedule')
  assert.equal(node.status?.addresses?.[0]?.address, '172.18.0.2')
  assert.equal(node.status?.conditions?.at(-1)?.reason, 'KubeletReady')
  assert.match(node.status?.nodeInfo?.bootID ?? '', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
})
