// What events.k8s.io demands of an event beside the rules of all events.
import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import type { Event } from '../../schema/generated/core-v1.ts'
import { metaAgain } from '../meta-again.ts'

const TYPES = ['Normal', 'Warning']

/** A new event has a time and a known type, and nothing of what events had before. */
export function newEventErrors(event: Event): Cause[] {
  const { type = '', source = {}, firstTimestamp, lastTimestamp, count } = event
  const causes: Cause[] = [...metaAgain(event, true), ...seriesErrors(event)]
  if (!event.eventTime) causes.push(required('eventTime'))
  if (!TYPES.includes(type)) causes.push(invalid('type', '', `has invalid value: ${type}`))
  const old = { firstTimestamp, lastTimestamp, count, source: source.component || source.host }
  for (const [field, value] of Object.entries(old))
    if (value) causes.push(invalid(field, '', 'needs to be unset'))
  return causes
}

export function seriesErrors({ series }: Event): Cause[] {
  if (series === undefined) return []
  return [
    ...((series.count ?? 0) < 2 ? [invalid('series.count', '', 'should be at least 2')] : []),
    ...(series.lastObservedTime ? [] : [required('series.lastObservedTime')]),
  ]
}
