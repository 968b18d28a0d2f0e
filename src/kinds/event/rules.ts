// The rules of Events. Those of the old sort need little; those with an eventTime need more.
import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { Rules, WriteContext } from '../../meta/kind.ts'
import { byteLength, dnsSubdomainErrors, qualifiedNameErrors } from '../../meta/names.ts'
import { IMMUTABLE, validateMetaChanges } from '../../meta/object-meta.ts'
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
  return [
    ...validateMetaChanges(next.metadata, old.metadata),
    ...(sameJson(next.series, old.series) ? [] : seriesErrors(next)),
    ...FIXED.flatMap(field =>
      fixed(PRINTED[field], next[field], old[field], NEW_NAMES[field] ?? field),
    ),
  ]
}

const FIXED = [
  'involvedObject',
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
  'reportingComponent',
  'reportingInstance',
] as const

type Fixed = (typeof FIXED)[number]

/** What fields are called in complaints, where v1 calls them otherwise. */
const NEW_NAMES: { readonly [K in Fixed]?: string } = { reportingComponent: 'reportingController' }

/** How fields are shown that are no texts. */
const PRINTED: { readonly [K in Fixed]?: (value: unknown) => unknown } = {
  involvedObject: value => goStruct('core/v1.ObjectReference', value),
  source: value => goStruct('core/v1.EventSource', value ?? {}),
  related: value => (value === undefined ? null : goStruct('core/v1.ObjectReference', value)),
  firstTimestamp: value => value ?? null,
  lastTimestamp: value => value ?? null,
  eventTime: value => value ?? null,
  count: value => value ?? 0,
}

const asText = (value: unknown): unknown => value ?? ''

function fixed(
  printed: (value: unknown) => unknown = asText,
  next: unknown,
  old: unknown,
  path: string,
): Cause[] {
  return sameJson(printed(next), printed(old)) ? [] : [invalid(path, printed(next), IMMUTABLE)]
}

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
