// What events.k8s.io demands of a new event beside the rules of all events. The version that a client
// speaks is known only where its object is converted, so it is looked at there.
import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import type { KubeObject } from '../../meta/object.ts'
import { invalidObject } from '../../meta/status.ts'
import type { Event } from '../../schema/generated/core-v1.ts'
import { fromNewEvent } from './convert.ts'

const TYPES = ['Normal', 'Warning']

/** An event of events.k8s.io/v1 as it is stored. @throws StatusError Invalid */
export function acceptNewEvent(event: KubeObject): KubeObject {
  const stored = fromNewEvent(event)
  const causes = errors(stored as Event)
  // The real server names the kind without its group here.
  if (causes.length > 0)
    throw invalidObject({ group: '', kind: 'Event' }, stored.metadata.name ?? '', causes)
  return stored
}

function errors(event: Event): Cause[] {
  const causes: Cause[] = []
  const { type = '', series } = event
  // Events of the old sort may pass through here when they are changed.
  const isOld = event.firstTimestamp || event.lastTimestamp || event.count
  if (isOld) return []
  if (!event.eventTime) causes.push(required('eventTime'))
  if (!TYPES.includes(type)) causes.push(invalid('type', '', `has invalid value: ${type}`))
  if (series !== undefined && (series.count ?? 0) < 2)
    causes.push(invalid('series.count', '', 'should be at least 2'))
  if (series !== undefined && !series.lastObservedTime)
    causes.push(required('series.lastObservedTime'))
  return causes
}
