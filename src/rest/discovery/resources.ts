// What discovery says of resources, in its two forms: APIResourceList, and the aggregated document.
import { createHash } from 'node:crypto'
import { groupOf, type Served, type Table } from '../../kinds/table.ts'
import { type Subresource, subresourcesIn } from '../../meta/kind.ts'
import { apiVersionOf } from '../../meta/object.ts'
import type { OthersGroup } from '../others.ts'

/** metav1.APIResource, its members in Go's order. */
export interface ApiResource {
  readonly name: string
  readonly singularName: string
  readonly namespaced: boolean
  readonly group?: string
  readonly version?: string
  readonly kind: string
  readonly verbs: readonly string[]
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
  readonly storageVersionHash?: string
}

/** What a group-version serves, each resource followed by its subresources. */
export function apiResources(table: Table, group: string, version: string): ApiResource[] {
  return table
    .servedIn(group, version)
    .flatMap(served => [
      resourceOf(served),
      ...subresourcesOf(served).map(subresource => subresourceOf(served, subresource)),
    ])
}

function resourceOf(served: Served): ApiResource {
  const { kind } = served
  const stored = kind.handler === undefined && kind.verbs.includes('create')
  return {
    name: kind.plural,
    singularName: kind.singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: verbsOf(served),
    ...(kind.shortNames?.length ? { shortNames: kind.shortNames } : {}),
    ...(kind.categories?.length ? { categories: kind.categories } : {}),
    ...(stored ? { storageVersionHash: storageVersionHash(served) } : {}),
  }
}

function subresourceOf({ kind }: Served, subresource: Subresource): ApiResource {
  const foreign =
    subresource.kind !== undefined && subresource.kind.group !== kind.group
      ? subresource.kind
      : undefined
  return {
    name: `${kind.plural}/${subresource.name}`,
    singularName: '',
    namespaced: kind.namespaced,
    ...(foreign === undefined ? {} : { group: foreign.group, version: foreign.version }),
    kind: subresource.kind?.kind ?? kind.kind,
    verbs: sorted(subresource.verbs),
  }
}

/** Those of the server's own kinds are told by name, those of custom resources with their status first. */
function subresourcesOf({ kind, version }: Served): readonly Subresource[] {
  const all = subresourcesIn(kind, version)
  return kind.custom === undefined ? [...all].sort((a, b) => (a.name < b.name ? -1 : 1)) : all
}

const CUSTOM_VERBS: readonly string[] = [
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'create',
  'update',
  'watch',
]

function verbsOf({ kind, version }: Served): readonly string[] {
  const verbs = version.verbs ?? kind.verbs
  return kind.custom === undefined
    ? sorted(verbs)
    : CUSTOM_VERBS.filter(verb => (verbs as readonly string[]).includes(verb))
}

const sorted = (verbs: readonly string[]): readonly string[] => [...verbs].sort()

/** What the real server still keeps in an older version than it serves; only the hash tells. */
const STORED_IN: Readonly<Record<string, string>> = {
  CustomResourceDefinition: 'v1beta1',
  MutatingAdmissionPolicy: 'v1beta1',
  MutatingAdmissionPolicyBinding: 'v1beta1',
}

/** The first eight bytes of a hash over the kind as it is stored. */
function storageVersionHash({ kind }: Served): string {
  const version =
    (kind.custom === undefined ? STORED_IN[kind.kind] : undefined) ?? kind.storageVersion
  const hash = createHash('sha256').update(`${kind.group}/${version}/${kind.kind}`)
  return hash.digest().subarray(0, 8).toString('base64')
}

/** apidiscovery.APIVersionDiscovery. */
export function versionDiscovery(table: Table, group: string, version: string) {
  return {
    version,
    resources: table.servedIn(group, version).map(resourceDiscovery),
    freshness: 'Current',
  }
}

function resourceDiscovery(served: Served) {
  const { kind } = served
  const subresources = subresourcesOf(served).map(subresource => ({
    subresource: subresource.name,
    responseKind: subresourceKind(served, subresource),
    verbs: sorted(subresource.verbs),
  }))
  return {
    resource: kind.plural,
    responseKind: ownKind(served),
    scope: kind.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs: verbsOf(served),
    ...(kind.shortNames?.length ? { shortNames: kind.shortNames } : {}),
    ...(kind.categories?.length ? { categories: kind.categories } : {}),
    ...(subresources.length === 0 ? {} : { subresources }),
  }
}

function subresourceKind(served: Served, { kind }: Subresource) {
  if (kind !== undefined && kind.group !== served.kind.group) return kind
  return { ...ownKind(served), kind: kind?.kind ?? served.kind.kind }
}

/** The server's own kinds leave out group and version, which are those of the document. */
function ownKind(served: Served) {
  const { kind, version } = served
  if (kind.custom === undefined) return { group: '', version: '', kind: kind.kind }
  return { group: groupOf(served), version: version.version, kind: kind.kind }
}

/** metav1.APIGroup, without its kind. */
export const apiGroup = (table: Table, group: string) =>
  groupOfVersions(group, table.versionsOf(group))

/** The same of versions that are told, the preferred one first. */
export function groupOfVersions(group: string, names: readonly string[]) {
  const versions = names.map(version => ({ groupVersion: apiVersionOf(group, version), version }))
  return { name: group, versions, preferredVersion: versions[0] }
}

/** apidiscovery.APIGroupDiscovery of a group whose server could never be asked what it serves. */
export const staleDiscovery = ({ group, versions }: OthersGroup) => ({
  metadata: { name: group },
  versions: versions.map(version => ({ version, freshness: 'Stale' })),
})
