// The rules of Events. Those of the old sort need little; those with an eventTime need more.
import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import { byteLength, dnsSubdomainErrors, qualifiedNameErrors } from '../../meta/names.ts'
import type { Event } from '../../schema/generated/core-v1.ts'

const TEXT_MAX = 128
const MESSAGE_MAX = 1024

export const eventRules: Rules<Event> = { validate, validateUpdate: next => validate(next) }

function validate(event: Event): Cause[] {
  const { namespace = '' } = event.metadata
  const causes = event.eventTime ? newSortErrors(event, namespace) : oldSortErrors(event, namespace)
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

function newSortErrors(event: Event, namespace: string): Cause[] {
  const about = event.involvedObject?.namespace ?? ''
  const causes: Cause[] = []
  if (about === '' && namespace !== 'default' && namespace !== 'kube-system')
    causes.push(elsewhere(about))
  const { reportingComponent = '', reportingInstance = '', action = '', reason = '' } = event
  if (reportingComponent === '') causes.push(required('reportingController'))
  for (const text of qualifiedNameErrors(reportingComponent))
    causes.push(invalid('reportingController', reportingComponent, text))
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
