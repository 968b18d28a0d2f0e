// What a write costs in the patch room: tracking a status update, and applying an owned template again.
import { deepFreeze } from '../src/meta/freeze.ts'
import type { KubeObject } from '../src/meta/object.ts'
import { applyConfiguration } from '../src/patch/apply.ts'
import { trackUpdate } from '../src/patch/managed-fields/track.ts'
import { shapeOf } from '../src/patch/shape.ts'
import { applyStrategicPatch } from '../src/patch/strategic.ts'
import { builtinTypes } from '../src/schema/table.ts'

export interface Result {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly ratio?: number
  readonly limit?: string
}

const BATCHES = 20
const BATCH_ROUNDS = 1_000

const pod = shapeOf(builtinTypes(), 'core/v1.Pod')
const kubelet = { manager: 'kubelet', apiVersion: 'v1', subresource: 'status' }
const applier = { manager: 'kubectl', apiVersion: 'v1', subresource: '' }
const START_MS = Date.UTC(2026, 0, 1)

function container(name: string): object {
  return {
    name,
    image: `registry.example.com/team/${name}:1.2.3`,
    args: ['--verbose', '--listen=:8080', `--name=${name}`],
    env: Array.from({ length: 6 }, (_, n) => ({
      name: `VARIABLE_${n}`,
      value: `value number ${n}`,
    })),
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
    livenessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 10 },
    readinessProbe: { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 5 },
    volumeMounts: [{ name: 'config', mountPath: '/etc/config', readOnly: true }],
    securityContext: { runAsNonRoot: true, allowPrivilegeEscalation: false },
  }
}

function configuration(): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'p',
      labels: { app: 'p', tier: 'web' },
      annotations: { 'example.com/a': 'b' },
    },
    spec: {
      containers: ['web', 'proxy', 'sidecar'].map(container),
      volumes: [{ name: 'config', configMap: { name: 'config' } }],
      tolerations: [{ key: 'a', operator: 'Exists' }],
      serviceAccountName: 'p',
    },
  } as KubeObject
}

/** Status of a running Pod; `round` makes one condition differ. */
function withStatus(object: KubeObject, round: number): KubeObject {
  const conditions = ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(type => ({
    type,
    status: type === 'Ready' && round % 2 === 1 ? 'False' : 'True',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  }))
  return {
    ...object,
    status: { phase: 'Running', podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }], conditions },
  } as KubeObject
}

/** The best batch counts: what else runs on the machine is not what we measure. */
function timed(name: string, limitMicros: number, round: (n: number) => void): Result {
  let best = Number.POSITIVE_INFINITY
  for (let batch = 0; batch < BATCHES; batch++) {
    const start = process.hrtime.bigint()
    for (let n = 0; n < BATCH_ROUNDS; n++) round(n)
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1_000 / BATCH_ROUNDS)
  }
  return { name, value: best, unit: 'µs', ratio: best / limitMicros, limit: 'what we promise' }
}

/** `ratio` is the share of what we promise: 30 µs for a status update, 150 µs for an apply. */
export async function run(): Promise<Result[]> {
  const writer = { ...applier, nowMs: START_MS }
  const config = configuration()
  const created = applyConfiguration({
    live: undefined,
    config: config as never,
    shape: pod,
    writer,
    force: false,
  }).object
  let live = deepFreeze(withStatus(created, 0))
  const text = JSON.stringify(config)
  return [
    timed('track a status update of a Pod', 30, n => {
      const next = withStatus(live, n + 1)
      const nowMs = START_MS + n * 1_000
      live = deepFreeze(trackUpdate({ old: live, next, shape: pod, writer: { ...kubelet, nowMs } }))
    }),
    timed(`apply a Pod of ${text.length} bytes again`, 150, () => {
      applyConfiguration({ live, config: JSON.parse(text), shape: pod, writer, force: false })
    }),
    timed('set an image by strategic patch', 150, n => {
      const patch = { spec: { containers: [{ name: 'web', image: `i:${n}` }] } }
      applyStrategicPatch(live as never, patch, pod)
    }),
  ]
}
