// An object remembers ten updaters; what older ones own goes to `ancient-changes`.
import { compareTimes, identityOf, type Managed, put } from './entries.ts'
import { union } from './field-set.ts'

const UPDATERS_MAX = 10
const ANCIENT = 'ancient-changes'

/** Merges the oldest updaters of a version into one until ten are left. */
export function capUpdaters(managers: readonly Managed[]): readonly Managed[] {
  const updaters = managers.filter(managed => managed.operation === 'Update')
  if (updaters.length <= UPDATERS_MAX) return managers
  updaters.sort((a, b) => compareTimes(a.time, b.time) || (a.identity < b.identity ? -1 : 1))
  const left = [...managers]
  const firsts = new Map<string, Managed>()
  let count = updaters.length
  for (const updater of updaters) {
    if (count <= UPDATERS_MAX) break
    const first = firsts.get(updater.apiVersion)
    if (first === undefined) {
      firsts.set(updater.apiVersion, updater)
      continue
    }
    mergeInto(left, first, updater)
    count--
  }
  return left
}

/** The bucket of a version begins with the first two; its time is that of the youngest in it. */
function mergeInto(left: Managed[], first: Managed, updater: Managed): void {
  const of = { manager: ANCIENT, operation: 'Update', apiVersion: updater.apiVersion } as const
  const identity = identityOf(of)
  let bucket = left.find(managed => managed.identity === identity)
  if (bucket === undefined) {
    remove(left, first)
    bucket = first
  }
  remove(left, updater)
  put(left, {
    ...of,
    identity,
    subresource: '',
    time: updater.time,
    set: union(updater.set, bucket.set),
  })
}

function remove(managers: Managed[], managed: Managed): void {
  const at = managers.findIndex(other => other.identity === managed.identity)
  if (at >= 0) managers.splice(at, 1)
}
