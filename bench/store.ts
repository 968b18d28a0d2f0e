// What the store promises, measured beside the physical limit: a bare file that is appended to and
// synced, in the same run and folder. Prints a table when it is run by itself.
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { realClock, wireNowMs } from '../src/clock.ts'
import { SeededIds } from '../src/ids.ts'
import type { KubeObject } from '../src/meta/object.ts'
import { realDisk } from '../src/store/disk.ts'
import { openJsonStore } from '../src/store/json.ts'
import { MemoryStore } from '../src/store/memory.ts'
import type { Store } from '../src/store/store.ts'

export interface Row {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The value as a part of the physical limit that was measured in the same run. */
  readonly ratio?: number
  /** What the ratio (or the value, where there is none) must not fall short of. */
  readonly limit?: number
}

const FOR_MS = 500
const WRITERS = [1, 8, 64]
/**
 * What a commit may cost beside bare bytes on disk, by writers: it freezes, encodes and sums up a pod, some 30 us of
 * processor time, which tells the more the more writers share a sync.
 */
const RATIO_MIN: Readonly<Record<number, number>> = { 1: 0.3, 8: 0.12, 64: 0.03 }
const WARM_UP_MS = 200

/** Measures everything; the folder should be on the disk that matters. */
export async function run(folder: string = tmpdir()): Promise<Row[]> {
  const dir = await mkdtemp(join(folder, 'mimikube-bench-'))
  try {
    const rows: Row[] = []
    for (const writers of WRITERS) rows.push(...(await commitsOf(dir, writers)))
    return [...rows, ...(await inMemory())]
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

async function commitsOf(dir: string, writers: number): Promise<Row[]> {
  const bare = await bareAppends(join(dir, `bare-${writers}`), writers)
  const store = await openJsonStore({ dir: join(dir, `json-${writers}`), clock: realClock })
  await perSecond(writers, (writer, n) => put(store, writer, n), WARM_UP_MS)
  const latencies: number[] = []
  const value = await perSecond(writers, (writer, n) => timed(latencies, put(store, writer, n)))
  await store.close()
  const name = `json commits, ${writers} writer${writers === 1 ? '' : 's'}`
  return [
    { name: `bare append and sync, ${writers} a batch`, value: bare, unit: 'records/s' },
    { name, value, unit: 'commits/s', ratio: value / bare, limit: RATIO_MIN[writers] ?? 0 },
    { name: `${name}: p99`, value: percentile(latencies, 0.99), unit: 'ms' },
  ]
}

/** What a disk gives to writers that all wait for the same sync: nothing but bytes. */
async function bareAppends(path: string, writers: number): Promise<number> {
  const file = await open(path, 'a')
  const bytes = Buffer.from(`${JSON.stringify(podOf(0, 0))}\n`.repeat(writers))
  let batches = 0
  const startMs = wireNowMs()
  while (wireNowMs() - startMs < FOR_MS) {
    await realDisk.write(file.fd, bytes)
    await realDisk.sync(file.fd)
    batches++
  }
  const seconds = (wireNowMs() - startMs) / 1_000
  await file.close()
  return (batches * writers) / seconds
}

async function inMemory(): Promise<Row[]> {
  const store = new MemoryStore({ clock: realClock })
  const heapBefore = heapBytes()
  for (let n = 0; n < 10_000; n++) await put(store, 0, n)
  const heap = heapBytes() - heapBefore
  const commits = await perSecond(1, (writer, n) => put(store, writer, n % 10_000))
  const page = timePer(2_000, n => store.snapshot().list('pods', '', { limit: 1_000 + (n & 1) }))
  const snapshot = timePer(200_000, () => store.snapshot())
  return [
    { name: 'memory commits', value: commits, unit: 'commits/s' },
    { name: 'heap of 10 000 pods and their log', value: heap / 2 ** 20, unit: 'MiB' },
    { name: 'list of 1 000 of 10 000 pods', value: page, unit: 'us' },
    { name: 'snapshot', value: snapshot, unit: 'us' },
  ]
}

function put(store: Store, writer: number, n: number): Promise<unknown> {
  const object = podOf(writer, n)
  const { name = '', namespace = '' } = object.metadata
  return store.commit({ resource: 'pods', namespace, name }, 'any', object)
}

async function perSecond(
  writers: number,
  write: (writer: number, n: number) => Promise<unknown>,
  forMs = FOR_MS,
): Promise<number> {
  let done = 0
  const startMs = wireNowMs()
  const one = async (writer: number): Promise<void> => {
    for (let n = 0; wireNowMs() - startMs < forMs; n++) {
      await write(writer, n)
      done++
    }
  }
  await Promise.all(Array.from({ length: writers }, (_, writer) => one(writer)))
  return done / ((wireNowMs() - startMs) / 1_000)
}

async function timed(latencies: number[], work: Promise<unknown>): Promise<void> {
  const startMs = wireNowMs()
  await work
  latencies.push(wireNowMs() - startMs)
}

/** Microseconds for each of so many calls. */
function timePer(times: number, work: (n: number) => unknown): number {
  const startMs = wireNowMs()
  for (let n = 0; n < times; n++) work(n)
  return ((wireNowMs() - startMs) * 1_000) / times
}

function percentile(values: number[], part: number): number {
  values.sort((a, b) => a - b)
  return values[Math.floor((values.length - 1) * part)] ?? 0
}

function heapBytes(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

const ids = new SeededIds(1)

/** A pod of a DaemonSet as it is once it runs: about 2.5 KB of JSON. */
function podOf(writer: number, n: number): KubeObject & { spec: unknown; status: unknown } {
  const condition = (type: string) => ({
    type,
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: '2026-01-01T00:00:00Z',
  })
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `agent-${writer}-${n % 10_000}`,
      namespace: `ns-${n % 10}`,
      uid: ids.uid(),
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: {
        app: 'agent',
        'controller-revision-hash': '5d8f7c9b6',
        'pod-template-generation': '1',
      },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'DaemonSet',
          name: 'agent',
          uid: ids.uid(),
          controller: true,
        },
      ],
      managedFields: [
        {
          manager: 'kube-controller-manager',
          operation: 'Update',
          apiVersion: 'v1',
          time: '2026-01-01T00:00:00Z',
          fieldsType: 'FieldsV1',
          fieldsV1: { 'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } }, 'f:spec': {} },
        },
      ],
    },
    spec: {
      nodeName: `node-${n % 100}`,
      restartPolicy: 'Always',
      containers: [
        {
          name: 'agent',
          image: 'registry.example/agent:1.0',
          ports: [{ containerPort: 9100, protocol: 'TCP' }],
          env: [1, 2, 3, 4].map(i => ({ name: `SETTING_${i}`, value: `value-${i}` })),
          resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
          volumeMounts: [{ name: 'token', mountPath: '/var/run/secrets', readOnly: true }],
        },
      ],
      tolerations: ['not-ready', 'unreachable', 'disk-pressure', 'memory-pressure'].map(what => ({
        key: `node.kubernetes.io/${what}`,
        operator: 'Exists',
        effect: 'NoExecute',
      })),
      volumes: [{ name: 'token', projected: { sources: [], defaultMode: 420 } }],
    },
    status: {
      phase: 'Running',
      podIP: `10.0.${n % 250}.1`,
      conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(condition),
      containerStatuses: [
        { name: 'agent', ready: true, restartCount: 0, state: { running: {} }, started: true },
      ],
    },
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.table(await run(process.argv[2]))
}
