// Events: what happened to what, and how often.
import type { Printer } from '../../meta/kind.ts'
import type { Event } from '../../schema/generated/core-v1.ts'
import { fromNewEvent } from '../event/convert.ts'
import { name, nameOf, printer, since, text, wide } from './columns.ts'
import { doc } from './descriptions.ts'

export const eventPrinter = printer<Event>(
  [
    text('Last Seen', doc.Event.lastTimestamp),
    text('Type', doc.Event.type),
    text('Reason', doc.Event.reason),
    text('Object', doc.Event.involvedObject),
    wide(text('Subobject', doc.ObjectReference.fieldPath)),
    wide(text('Source', doc.Event.source)),
    text('Message', doc.Event.message),
    wide(text('First Seen', doc.Event.firstTimestamp)),
    wide(text('Count', doc.Event.count)),
    wide(name),
  ],
  (event, context) => {
    const first = event.firstTimestamp || event.eventTime
    const { series } = event
    const last = series === undefined ? event.lastTimestamp || first : series.lastObservedTime
    const { kind = '', name: about = '', fieldPath = '' } = event.involvedObject ?? {}
    return [
      since(last, context),
      event.type ?? '',
      event.reason ?? '',
      about === '' ? kind.toLowerCase() : `${kind.toLowerCase()}/${about}`,
      fieldPath,
      sourceText(event),
      (event.message ?? '').trim(),
      since(first, context),
      series === undefined ? event.count || 1 : (series.count ?? 0),
      nameOf(event),
    ]
  },
)

function sourceText(event: Event): string {
  const component = event.source?.component || event.reportingComponent || ''
  const instance = event.source?.host || event.reportingInstance || ''
  return instance === '' ? component : `${component}, ${instance}`
}

/** The same columns for events as events.k8s.io shows them. */
export const newEventPrinter: Printer = {
  columns: eventPrinter.columns,
  cells: (event, context) => eventPrinter.cells(fromNewEvent(event) as Event, context),
}
