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
