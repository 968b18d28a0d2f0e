// The Pod that benchmarks write, of 3.5 kB: three containers with what real ones have.
import type { KubeObject } from '../src/meta/object.ts'

function container(name: string): object {
  return {
    name,
    image: `registry.example.com/team/${name}:1.2.3`,
    args: ['--verbose', '--listen=:8080', `--name=${name}`],
    env: Array.from({ length: 10 }, (_, n) => ({
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

export function samplePod(): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'p',
      namespace: 'default',
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

const BATCHES = 40
const BATCH_ROUNDS = 250

/** Microseconds for a round; the best batch counts: what else runs on the machine is not what we measure. */
export function bestMicros(round: (n: number) => void): number {
  let best = Number.POSITIVE_INFINITY
  for (let batch = 0; batch < BATCHES; batch++) {
    const start = process.hrtime.bigint()
    for (let n = 0; n < BATCH_ROUNDS; n++) round(n)
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1_000 / BATCH_ROUNDS)
  }
  return best
}
