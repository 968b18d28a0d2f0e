// Events of v1 and of events.k8s.io/v1 are the same things under different names of fields.
import type { JsonObject, KubeObject } from '../../meta/object.ts'

/** Names in v1, and what events.k8s.io calls them. */
const RENAMED: readonly (readonly [string, string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
]

const TO_NEW = new Map(RENAMED)
const FROM_NEW = new Map(RENAMED.map(([old, renamed]) => [renamed, old]))

/** Texts that v1 always shows and events.k8s.io only when they say something. */
const REPORTING = ['reportingController', 'reportingInstance'] as const

/** An Event of v1 as events.k8s.io/v1 shows it. */
export function toNewEvent(event: KubeObject): KubeObject {
  const shown = renamed(event, TO_NEW, 'events.k8s.io/v1')
  for (const name of REPORTING) if (shown[name] === '') delete shown[name]
  return shown as unknown as KubeObject
}

/** An Event of events.k8s.io/v1 as it is stored. */
export function fromNewEvent(event: KubeObject): KubeObject {
  const stored = {
    reportingComponent: '',
    reportingInstance: '',
    ...renamed(event, FROM_NEW, 'v1'),
  }
  return stored as unknown as KubeObject
}

function renamed(
  event: KubeObject,
  names: ReadonlyMap<string, string>,
  apiVersion: string,
): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(event as unknown as JsonObject))
    out[names.get(name) ?? name] = value
  return { ...out, apiVersion }
}
