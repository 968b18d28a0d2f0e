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

/** An Event of v1 as events.k8s.io/v1 shows it. */
export const toNewEvent = (event: KubeObject): KubeObject =>
  renamed(event, TO_NEW, 'events.k8s.io/v1')

/** An Event of events.k8s.io/v1 as it is stored. */
export const fromNewEvent = (event: KubeObject): KubeObject => renamed(event, FROM_NEW, 'v1')

function renamed(event: KubeObject, names: ReadonlyMap<string, string>, apiVersion: string) {
  const out: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(event as unknown as JsonObject))
    out[names.get(name) ?? name] = value
  return { ...out, apiVersion } as unknown as KubeObject
}
