// The decision of a commit, apart from the engine that carries it out.
import { deepFreeze, sameJson } from '../meta/freeze.ts'
import type { KubeObject } from '../meta/object.ts'
import { stamped } from './objects.ts'
import type { Change, Entry, Expected, Key } from './store.ts'
import { isUnsettled } from './unsettled.ts'

export type Verdict = 'conflict' | 'unchanged' | 'change'

/** What a commit does to the entry that stands there now. */
export function verdictOn(
  current: Entry | undefined,
  expected: Expected,
  next: KubeObject | undefined,
): Verdict {
  if (expected === 'none' && current !== undefined) return 'conflict'
  if (typeof expected === 'number' && current?.revision !== expected) return 'conflict'
  if (next === undefined) return current === undefined ? 'unchanged' : 'change'
  if (current === undefined || isUnsettled(current.object)) return 'change'
  return isSame(current.object, next) ? 'unchanged' : 'change'
}

/** The change that a commit makes, with its object stamped and frozen. */
export function changeTo(
  key: Key,
  current: Entry | undefined,
  next: KubeObject | undefined,
  last: KubeObject | undefined,
  at: { readonly revision: number; readonly atMs: number },
): Change {
  const { revision, atMs } = at
  if (next !== undefined) {
    return {
      revision,
      key,
      previous: current,
      next: entryOf(current?.key ?? key, next, revision),
      atMs,
    }
  }
  if (last === undefined || current === undefined) {
    return { revision, key, previous: current, next: undefined, atMs }
  }
  const resourceVersion = String(current.revision)
  const object = deepFreeze(stamped(last, resourceVersion))
  return { revision, key, previous: { ...current, object }, next: undefined, atMs, stored: current }
}

/** A frozen entry of an object at a revision. */
export function entryOf(key: Key, object: KubeObject, revision: number): Entry {
  return { key, object: deepFreeze(stamped(object, String(revision))), revision }
}

function isSame(stored: KubeObject, next: KubeObject): boolean {
  if (stored === next) return true
  return sameJson(stored, stamped(next, stored.metadata.resourceVersion ?? ''))
}
