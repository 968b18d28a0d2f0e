import assert from 'node:assert/strict'
import { test } from 'node:test'
import { podPrinter } from '../../../src/kinds/printers/pod.ts'
import type { ContainerStatus, Pod, PodStatus } from '../../../src/schema/generated/core-v1.ts'

const NOW_MS = Date.UTC(2026, 0, 1, 0, 10)
const context = { nowMs: NOW_MS }

/** A container by what it does: `running`, `ready`, `waiting:Why`, `ended:Why`, `ended:3`; `*2` counts restarts. */
function container(words: string, name = 'c'): ContainerStatus {
  const [what = '', restarts = '0'] = words.split('*')
  const [verb = '', why = ''] = what.split(':')
  const code = Number(why)
  const ended = Number.isNaN(code) ? { exitCode: 1, reason: why } : { exitCode: code }
  const states = {
    running: { running: {} },
    ready: { running: {} },
    waiting: { waiting: why === '' ? {} : { reason: why } },
    ended: { terminated: ended },
    done: { terminated: { exitCode: 0, reason: 'Completed' } },
    killed: { terminated: { exitCode: 0, signal: code } },
  }
  return {
    name,
    image: 'i',
    imageID: '',
    ready: verb === 'ready',
    restartCount: Number(restarts),
    state: states[verb as keyof typeof states],
  }
}

const withExitCode = (status: ContainerStatus, exitCode: number): ContainerStatus => ({
  ...status,
  state: { terminated: { ...status.state?.terminated, exitCode } },
})

interface Scene {
  phase?: string
  containers?: string[]
  inits?: string[]
  sidecars?: boolean
  reason?: string
  conditions?: Record<string, string>
  isDeleted?: boolean
  want: string
}

const scenes: Record<string, Scene> = {
  'a new pod shows its phase': { want: '0/1 Pending 0' },
  'one of two is ready': {
    phase: 'Running',
    containers: ['ready', 'running'],
    want: '1/2 Running 0',
  },
  'the first waiting container has the last word': {
    containers: ['waiting:ContainerCreating', 'waiting:ErrImagePull'],
    want: '0/2 ContainerCreating 0',
  },
  'a container that waits for no reason changes nothing': {
    containers: ['waiting'],
    want: '0/1 Pending 0',
  },
  'an ended container tells its reason': {
    phase: 'Failed',
    containers: ['ended:OOMKilled'],
    want: '0/1 OOMKilled 0',
  },
  'an ended container without reason tells its code': {
    containers: ['ended:3'],
    want: '0/1 ExitCode:3 0',
  },
  'restarts add up': {
    containers: ['waiting:CrashLoopBackOff*3', 'ready*2'],
    want: '1/2 CrashLoopBackOff 5',
  },
  'what runs beside what is completed runs': {
    phase: 'Running',
    containers: ['done', 'ready'],
    conditions: { Ready: 'True' },
    want: '1/2 Running 0',
  },
  'what runs beside what is completed may be not ready': {
    phase: 'Running',
    containers: ['done', 'ready'],
    want: '1/2 NotReady 0',
  },
  'a reason of the status overrules the phase': {
    phase: 'Failed',
    reason: 'Evicted',
    want: '0/1 Evicted 0',
  },
  'the first init container of two runs': {
    inits: ['running', 'waiting:PodInitializing'],
    want: '0/1 Init:0/2 0',
  },
  'an init container that waits tells why': {
    inits: ['waiting:ErrImagePull'],
    want: '0/1 Init:ErrImagePull 0',
  },
  'an init container that failed tells its code': {
    inits: ['ended:2'],
    want: '0/1 Init:ExitCode:2 0',
  },
  'restarts of init containers count while they run': {
    inits: ['waiting:CrashLoopBackOff*4'],
    want: '0/1 Init:CrashLoopBackOff 4',
  },
  'a pod that is deleted is terminating': {
    phase: 'Running',
    containers: ['ready'],
    isDeleted: true,
    want: '1/1 Terminating 0',
  },
  'a pod that has ended stays so when it is deleted': {
    phase: 'Succeeded',
    containers: ['done'],
    isDeleted: true,
    want: '0/1 Completed 0',
  },
  'a deleted pod of a lost node is unknown': {
    phase: 'Running',
    reason: 'NodeLost',
    isDeleted: true,
    want: '0/1 Unknown 0',
  },
}

function podOf(scene: Scene): Pod {
  const { containers = [], inits = [], conditions = {} } = scene
  const status: PodStatus = {
    phase: scene.phase ?? 'Pending',
    ...(scene.reason === undefined ? {} : { reason: scene.reason }),
    containerStatuses: containers.map(words => container(words)),
    initContainerStatuses: inits.map((words, index) => container(words, `i${index}`)),
    conditions: Object.entries(conditions).map(([type, value]) => ({ type, status: value })),
  }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'p',
      ...(scene.isDeleted ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec: {
      containers: Array.from({ length: Math.max(1, containers.length) }, (_, n) => ({
        name: `c${n}`,
      })),
      initContainers: inits.map((_, n) => ({ name: `i${n}` })),
    },
    status,
  }
}

for (const [claim, scene] of Object.entries(scenes))
  test(claim, () => {
    const [, ready, status, restarts] = podPrinter.cells(podOf(scene), context)
    assert.equal(`${ready} ${status} ${restarts}`, scene.want)
  })

test('restarts tell when the last one was', () => {
  const pod = podOf({ phase: 'Running', containers: ['ready*2'], want: '' })
  const [status] = pod.status?.containerStatuses ?? []
  const restarted = {
    ...status,
    lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:05:00Z' } },
  } as ContainerStatus
  const shown = podPrinter.cells(
    { ...pod, status: { ...pod.status, containerStatuses: [restarted] } },
    context,
  )
  assert.equal(shown[3], '2 (5m ago)')
})

test('a signal stands where there is no reason', () => {
  const pod = podOf({ containers: ['killed:9'], want: '' })
  const killed = withExitCode(container('killed:9'), 137)
  const shown = podPrinter.cells(
    { ...pod, status: { ...pod.status, containerStatuses: [killed] } },
    context,
  )
  assert.equal(shown[2], 'Signal:9')
})

test('a started sidecar counts among the ready, and its restarts last', () => {
  const pod = podOf({ phase: 'Running', containers: ['ready'], inits: ['ready*3'], want: '' })
  const [sidecar] = pod.status?.initContainerStatuses ?? []
  const withSidecar: Pod = {
    ...pod,
    spec: {
      ...pod.spec,
      containers: [{ name: 'c' }],
      initContainers: [{ name: 'i0', restartPolicy: 'Always' }],
    },
    status: {
      ...pod.status,
      initContainerStatuses: [{ ...sidecar, started: true } as ContainerStatus],
    },
  }
  assert.deepEqual(podPrinter.cells(withSidecar, context).slice(1, 4), ['2/2', 'Running', '3'])
})

test('a pod that has ended carries a condition of its row', () => {
  assert.equal(
    podPrinter.conditions?.(podOf({ phase: 'Succeeded', want: '' }))[0]?.type,
    'Completed',
  )
  assert.deepEqual(podPrinter.conditions?.(podOf({ phase: 'Running', want: '' })), [])
})
