// The rules of Events. Those of the old sort need little; those with an eventTime need more.
import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { Rules, WriteContext } from '../../meta/kind.ts'
import { byteLength, dnsSubdomainErrors, qualifiedNameErrors } from '../../meta/names.ts'
import { IMMUTABLE, validateImmutable } from '../../meta/object-meta.ts'
import type { Event } from '../../schema/generated/core-v1.ts'
import { goStruct } from '../go-struct.ts'
import { newEventErrors, seriesErrors } from './new-event.ts'

const TEXT_MAX = 128
const MESSAGE_MAX = 1024

const NEW = 'events.k8s.io/v1'

export const eventRules: Rules<Event> = {
  validate: (event, context) => [
    ...commonErrors(event, context),
    ...(context?.apiVersion === NEW ? newEventErrors(event) : []),
  ],
  validateUpdate: (next, old, context) => [
    ...commonErrors(next, context),
    ...(context?.apiVersion === NEW ? changes(next, old) : []),
  ],
}

/** In events.k8s.io an event stays as it was told, but for its series. Its reason is looked at twice. */
function changes(next: Event, old: Event): Cause[] {
  const printed = goStruct('core/v1.ObjectReference', next.involvedObject)
  return [
    ...(sameJson(next.involvedObject, old.involvedObject)
      ? []
      : [invalid('involvedObject', printed, IMMUTABLE)]),
    ...FIXED.flatMap(field => fixed(next[field], old[field], field)),
    ...fixed(next.reportingComponent, old.reportingComponent, 'reportingController'),
    ...fixed(next.reportingInstance, old.reportingInstance, 'reportingInstance'),
    ...(sameJson(next.series, old.series) ? [] : seriesErrors(next)),
  ]
}

const FIXED = [
  'reason',
  'message',
  'source',
  'firstTimestamp',
  'lastTimestamp',
  'count',
  'reason',
  'type',
  'eventTime',
  'action',
  'related',
] as const

const fixed = (next: unknown, old: unknown, path: string): Cause[] =>
  validateImmutable(next ?? null, old ?? null, path)

function commonErrors(event: Event, context: WriteContext | undefined): Cause[] {
  const { namespace = '' } = event.metadata
  const controller = context?.apiVersion === 'v1' ? 'reportingComponent' : 'reportingController'
  const causes = event.eventTime
    ? newSortErrors(event, namespace, controller)
    : oldSortErrors(event, namespace)
  for (const text of dnsSubdomainErrors(namespace))
    causes.push(invalid('namespace', namespace, text))
  return causes
}

const elsewhere = (about: string): Cause =>
  invalid('involvedObject.namespace', about, 'does not match event.namespace')

/** An event stands in the namespace of what it is about; what has none is told of in `default`. */
function oldSortErrors(event: Event, namespace: string): Cause[] {
  const about = event.involvedObject?.namespace ?? ''
  const fits = about === '' ? namespace === '' || namespace === 'default' : namespace === about
  return fits ? [] : [elsewhere(about)]
}

/** `controller` is what the version that the client speaks calls the field. */
function newSortErrors(event: Event, namespace: string, controller: string): Cause[] {
  const about = event.involvedObject?.namespace ?? ''
  const causes: Cause[] = []
  if (about === '' && namespace !== 'default' && namespace !== 'kube-system')
    causes.push(elsewhere(about))
  const { reportingComponent = '', reportingInstance = '', action = '', reason = '' } = event
  if (reportingComponent === '') causes.push(required(controller))
  for (const text of qualifiedNameErrors(reportingComponent))
    causes.push(invalid(controller, reportingComponent, text))
  checkText(causes, reportingInstance, 'reportingInstance')
  checkText(causes, action, 'action')
  checkText(causes, reason, 'reason')
  if (byteLength(event.message ?? '') > MESSAGE_MAX)
    causes.push(invalid('message', '', `can have at most ${MESSAGE_MAX} characters`))
  return causes
}

/** A text that must be there and short; a long one is not quoted. */
function checkText(causes: Cause[], text: string, path: string): void {
  if (text === '') causes.push(required(path))
  if (byteLength(text) > TEXT_MAX)
    causes.push(invalid(path, '', `can have at most ${TEXT_MAX} characters`))
}
