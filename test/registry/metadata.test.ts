// When metadata of a new object is looked at, and how.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { VirtualClock } from '../../src/clock.ts'
import { SeededIds } from '../../src/ids.ts'
import { configMap, event, namespace, podDisruptionBudget } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/meta/kind.ts'
import type { KubeObject } from '../../src/meta/object.ts'
import type { StatusError } from '../../src/meta/status.ts'
import { systemContext } from '../../src/registry/context.ts'
import { Registry } from '../../src/registry/registry.ts'
import { target } from '../../src/registry/target.ts'
import { builtinTypes } from '../../src/schema/table.ts'
import { MemoryStore } from '../../src/store/memory.ts'

const context = systemContext('kubernetes-admin', 'tests', ['system:masters'])

/** The fields that are told of when an object is made, each once. */
async function told(kind: Kind, metadata: object, members: object): Promise<string[]> {
  const clock = new VirtualClock()
  const store = new MemoryStore({ clock })
  const registry = new Registry({ store, clock, ids: new SeededIds(1), types: builtinTypes() })
  const n = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } }
  await registry.create(target(namespace), n, context)
  const apiVersion = kind.group === '' ? 'v1' : `${kind.group}/v1`
  const object = { apiVersion, kind: kind.kind, metadata, ...members } as KubeObject
  try {
    await registry.create(target(kind, 'n'), object, context)
    return []
  } catch (error) {
    const causes = (error as StatusError).status.details?.causes
    assert.ok(causes, String(error))
    return [...new Set(causes.map(({ field = '' }) => field))]
  }
}

const labels = { 'a b': 'c' }
const about = { involvedObject: { kind: 'Pod', namespace: 'n', name: 'p' } }
const cases: [claim: string, kind: Kind, metadata: object, members: object, fields: string[]][] = [
  ['a name of a ConfigMap is a domain', configMap as Kind, { name: 'A_b' }, {}, ['metadata.name']],
  ['a name of a budget is any', podDisruptionBudget as Kind, { name: 'A_b' }, { spec: {} }, []],
  ['a name of an Event is any', event as Kind, { name: 'A_b' }, about, []],
  ['a name stands in a path', event as Kind, { name: 'a/b' }, about, ['metadata.name']],
  [
    'faults of a budget are told before those of its metadata',
    podDisruptionBudget as Kind,
    { name: 'x', labels },
    { spec: { minAvailable: -1 } },
    ['spec.minAvailable'],
  ],
  [
    'metadata of a budget without other faults is told of',
    podDisruptionBudget as Kind,
    { name: 'x', labels },
    { spec: {} },
    ['metadata.labels'],
  ],
]

describe('metadata of a new object', () => {
  for (const [claim, kind, metadata, members, fields] of cases)
    test(claim, async () => assert.deepEqual(await told(kind, metadata, members), fields))
})
