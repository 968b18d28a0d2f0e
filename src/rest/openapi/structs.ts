import type { Served } from '../../kinds/table.ts'
import type { GroupVersionKind } from '../../meta/kind.ts'

/** What documents of every group-version speak of. */
const OF_ALL: readonly string[] = ['meta/v1.APIResourceList']
const OF_WRITES: readonly string[] = [
  'meta/v1.DeleteOptions',
  'meta/v1.Patch',
  'meta/v1.Status',
  'meta/v1.WatchEvent',
]

/** The structs that a group-version's operations take and give; what these are made of comes along. */
export function structsOf(served: readonly Served[]): string[] {
  const structs = new Set<string>(OF_ALL)
  for (const { kind, version } of served) {
    if (kind.verbs.includes('delete')) for (const struct of OF_WRITES) structs.add(struct)
    if (kind.custom !== undefined) {
      structs.add('meta/v1.ObjectMeta').add('meta/v1.ListMeta')
      continue
    }
    structs.add(version.type)
    if (kind.verbs.includes('list')) structs.add(`${version.type}List`)
    for (const subresource of kind.subresources ?? [])
      if (subresource.kind !== undefined && !subresource.kind.kind.endsWith('Options'))
        structs.add(structOf(subresource.kind))
  }
  return [...structs]
}

/** The schema's name of a kind that stands for itself. */
export function structOf({ group, version, kind }: GroupVersionKind): string {
  return `${group === '' ? 'core' : (group.split('.', 1)[0] ?? group)}/${version}.${kind}`
}
