// Resources that are served in more than one group-version, and so are converted.

import type { HorizontalPodAutoscaler } from '../../schema/generated/autoscaling-v2.ts'
import type { Event } from '../../schema/generated/core-v1.ts'
import { fromNewEvent, toNewEvent } from '../event/convert.ts'
import { eventRules } from '../event/rules.ts'
import { fromAutoscalingV1, toAutoscalingV1 } from '../horizontalpodautoscaler/convert.ts'
import {
  horizontalPodAutoscalerRules,
  horizontalPodAutoscalerStatusRules,
} from '../horizontalpodautoscaler/rules.ts'
import {
  horizontalPodAutoscalerPrinter,
  oldHorizontalPodAutoscalerPrinter,
} from '../printers/autoscaler.ts'
import { eventPrinter, newEventPrinter } from '../printers/event.ts'
import { parentView, row } from '../row.ts'
import { eventFields, newEventFields } from '../selectable.ts'

/** Stored as v1; events.k8s.io shows the same events under other names of fields. */
export const event = row<Event>({
  group: '',
  api: 'core',
  kind: 'Event',
  plural: 'events',
  namespaced: true,
  shortNames: ['ev'],
  createOnUpdate: true,
  looksAtMetadataLast: true,
  tellsMetadataOnce: true,
  rules: eventRules,
  versions: [
    { version: 'v1', type: 'core/v1.Event', printer: eventPrinter, selectable: eventFields },
    {
      version: 'v1',
      group: 'events.k8s.io',
      type: 'events/v1.Event',
      fromStorage: toNewEvent,
      toStorage: fromNewEvent,
      printer: newEventPrinter,
      selectable: newEventFields,
    },
  ],
})

export const horizontalPodAutoscaler = row<HorizontalPodAutoscaler>({
  group: 'autoscaling',
  api: 'autoscaling',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  namespaced: true,
  shortNames: ['hpa'],
  categories: ['all'],
  storageVersion: 'v2',
  rules: horizontalPodAutoscalerRules,
  versions: [
    {
      version: 'v2',
      type: 'autoscaling/v2.HorizontalPodAutoscaler',
      printer: horizontalPodAutoscalerPrinter,
    },
    {
      version: 'v1',
      type: 'autoscaling/v1.HorizontalPodAutoscaler',
      fromStorage: toAutoscalingV1,
      toStorage: fromAutoscalingV1,
      printer: oldHorizontalPodAutoscalerPrinter,
    },
  ],
  subresources: [parentView('status', horizontalPodAutoscalerStatusRules)],
})
