// Objects for the tests of the store: pods as far as a store can tell.
import assert from 'node:assert/strict'
import type { KubeObject } from '../../src/meta/object.ts'
import { placeOf } from '../../src/store/objects.ts'
import type { Entry, Key, Store } from '../../src/store/store.ts'

/** The key of a pod at `namespace/name`, or at `name`. */
export function keyOf(place: string): Key {
  const [name = '', namespace = ''] = place.split('/').reverse()
  return { resource: 'pods', namespace, name }
}

export function pod(place: string, labels: Record<string, string> = {}): KubeObject {
  const { namespace, name } = keyOf(place)
  const metadata = namespace === '' ? { name, labels } : { name, namespace, labels }
  return { apiVersion: 'v1', kind: 'Pod', metadata }
}

/** Writes a pod, demanding nothing. */
export async function put(
  store: Store,
  place: string,
  labels?: Record<string, string>,
): Promise<Entry> {
  const done = await store.commit(keyOf(place), 'any', pod(place, labels))
  assert.ok(done.ok && done.entry !== undefined)
  return done.entry
}

export const names = (entries: readonly Entry[]): string[] =>
  entries.map(entry => placeOf(entry.key))
