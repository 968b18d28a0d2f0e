import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventRules } from '../../src/kinds/event/rules.ts'
import type { Event } from '../../src/schema/generated/core-v1.ts'

const TIME = '2026-01-01T00:00:00.000000Z'
const event = (members: object): Event =>
  ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'x', namespace: 'n' },
    involvedObject: { kind: 'Pod', namespace: 'n', name: 'p' },
    ...members,
  }) as unknown as Event
const sound = {
  eventTime: TIME,
  type: 'Normal',
  reportingComponent: 'a.b/c',
  reportingInstance: 'i',
  action: 'Does',
  reason: 'So',
}
const speaking = (apiVersion: string) => ({
  apiVersion,
  nowMs: 0,
  user: { name: 'u', groups: [] },
})

describe('a new event', () => {
  const cases: [claim: string, apiVersion: string, members: object, told: string[]][] = [
    ['of events.k8s.io is sound', 'events.k8s.io/v1', sound, []],
    [
      'of events.k8s.io has nothing of old',
      'events.k8s.io/v1',
      { ...sound, firstTimestamp: TIME, count: 2, source: { component: 'c' } },
      ['firstTimestamp', 'count', 'source'],
    ],
    ['of events.k8s.io has a time and a type', 'events.k8s.io/v1', {}, ['eventTime', 'type']],
    [
      'of events.k8s.io has a whole series',
      'events.k8s.io/v1',
      { ...sound, series: { count: 1 } },
      ['series.count', 'series.lastObservedTime'],
    ],
    [
      'of events.k8s.io tells of its metadata and its series first',
      'events.k8s.io/v1',
      { metadata: { name: 'A_b', namespace: 'n' }, series: { count: 1 } },
      ['metadata.name', 'series.count', 'series.lastObservedTime', 'eventTime', 'type'],
    ],
    ['of v1 may be of old', 'v1', { firstTimestamp: TIME, count: 2 }, []],
    [
      'of v1 calls who reports by its own name',
      'v1',
      { ...sound, reportingComponent: '' },
      ['reportingComponent', 'reportingComponent', 'reportingComponent'],
    ],
  ]
  for (const [claim, apiVersion, members, told] of cases)
    it(claim, () => {
      const causes = eventRules.validate?.(event(members), speaking(apiVersion)) ?? []
      assert.deepEqual(
        causes.map(({ field }) => field),
        told,
      )
    })
})

describe('a changed event', () => {
  const cases: [claim: string, members: object, told: string[]][] = [
    ['may have another series', { series: { count: 2, lastObservedTime: TIME } }, []],
    [
      'stays as it was told',
      { source: { component: 'c' }, related: { kind: 'Node', name: 'n' } },
      [
        'source: Invalid value: {"Component":"c","Host":""}: field is immutable',
        'related: Invalid value: {"Kind":"Node","Namespace":"","Name":"n","UID":"","APIVersion":"","ResourceVersion":"","FieldPath":""}: field is immutable',
      ],
    ],
    [
      'shows texts that are gone as empty ones',
      { type: undefined, series: { count: 1, lastObservedTime: TIME } },
      [
        'series.count: Invalid value: "": should be at least 2',
        'type: Invalid value: "": field is immutable',
      ],
    ],
  ]
  for (const [claim, members, told] of cases)
    it(claim, () => {
      const metadata = { name: 'x', namespace: 'n', resourceVersion: '1' }
      const old = event({ ...sound, metadata })
      const next = event({ ...sound, metadata, ...members })
      const causes = eventRules.validateUpdate?.(next, old, speaking('events.k8s.io/v1')) ?? []
      assert.deepEqual(
        causes.map(({ field, message }) => `${field}: ${message}`),
        told,
      )
    })
})
