// What a write costs in the patch room: tracking a status update, and applying an owned template again.
import { deepFreeze } from '../src/meta/freeze.ts'
import type { KubeObject } from '../src/meta/object.ts'
import { applyConfiguration } from '../src/patch/apply.ts'
import { trackUpdate } from '../src/patch/managed-fields/track.ts'
import { shapeOf } from '../src/patch/shape.ts'
import { applyStrategicPatch } from '../src/patch/strategic.ts'
import { builtinTypes } from '../src/schema/table.ts'
import type { Figure } from './main.ts'
import { bestMicros, samplePod } from './sample.ts'

const pod = shapeOf(builtinTypes(), 'core/v1.Pod')
const kubelet = { manager: 'kubelet', apiVersion: 'v1', subresource: 'status' }
const applier = { manager: 'kubectl', apiVersion: 'v1', subresource: '' }
const START_MS = Date.UTC(2026, 0, 1)

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

function timed(name: string, limitMicros: number, round: (n: number) => void): Figure {
  const value = bestMicros(round)
  return { name, value, unit: 'µs', ratio: value / limitMicros, limit: 'what we promise' }
}

/** `ratio` is the share of what we promise: 30 µs for a status update, 150 µs for an apply. */
export async function run(): Promise<Figure[]> {
  const writer = { ...applier, nowMs: START_MS }
  const config = samplePod()
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
