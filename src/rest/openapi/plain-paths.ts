// Paths that are no resources: discovery, the version, the keys of the issuer.
import type { Table } from '../../kinds/table.ts'
import { idOf, tagOf, upperFirst } from './names.ts'

/** A path with one GET that answers with one type, or with text where there is no struct. */
export interface PlainPath {
  readonly path: string
  readonly tag: string
  readonly description: string
  readonly id: string
  readonly struct: string
  readonly media: readonly string[]
  /** What the document of v2 says is taken. */
  readonly consumes: readonly string[]
}

const OBJECTS: readonly string[] = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
]
const JSON_ONLY: readonly string[] = ['application/json']
const objects = { media: OBJECTS, consumes: OBJECTS }

const FIXED: readonly PlainPath[] = [
  {
    path: '.well-known/openid-configuration',
    tag: 'WellKnown',
    description:
      "get service account issuer OpenID configuration, also known as the 'OIDC discovery doc'",
    id: 'getServiceAccountIssuerOpenIDConfiguration',
    struct: '',
    media: JSON_ONLY,
    consumes: [],
  },
  {
    path: 'openid/v1/jwks',
    tag: 'openid',
    description:
      'get service account issuer OpenID JSON Web Key Set (contains public token verification keys)',
    id: 'getServiceAccountIssuerOpenIDKeyset',
    struct: '',
    media: ['application/jwk-set+json'],
    consumes: [],
  },
  {
    path: 'version',
    tag: 'version',
    description: 'get the version information for this server',
    id: 'getCodeVersion',
    struct: 'pkg/version.Info',
    media: JSON_ONLY,
    consumes: JSON_ONLY,
  },
  {
    path: 'api',
    tag: 'core',
    description: 'get available API versions',
    id: 'getCoreAPIVersions',
    struct: 'meta/v1.APIVersions',
    ...objects,
  },
  {
    path: 'apis',
    tag: 'apis',
    description: 'get available API versions',
    id: 'getAPIVersions',
    struct: 'meta/v1.APIGroupList',
    ...objects,
  },
]

/** All such paths but those of group-versions. */
export function plainPaths(table: Table): PlainPath[] {
  const groups = builtinGroups(table).filter(group => group !== '')
  return [...FIXED, ...groups.map(ofGroup)]
}

const ofGroup = (group: string): PlainPath => ({
  path: `apis/${group}`,
  tag: tagOf(group),
  description: 'get information of a group',
  id: `get${upperFirst(tagOf(group))}APIGroup`,
  struct: 'meta/v1.APIGroup',
  ...objects,
})

/** Where a group-version tells its resources. */
export const resourcesPath = (group: string, version: string): PlainPath => ({
  path: pathOf(group, version),
  tag: `${tagOf(group)}_${version}`,
  description: 'get available resources',
  id: `get${idOf(group, version)}APIResources`,
  struct: 'meta/v1.APIResourceList',
  ...objects,
})

export const pathOf = (group: string, version: string): string =>
  group === '' ? `api/${version}` : `apis/${group}/${version}`

/** Groups that have a kind of the server's own; those of custom resources alone have no such paths. */
export function builtinGroups(table: Table): string[] {
  return table
    .groups()
    .filter(group => table.versionsOf(group).some(version => isBuiltin(table, group, version)))
}

export const isBuiltin = (table: Table, group: string, version: string): boolean =>
  table.servedIn(group, version).some(({ kind }) => kind.custom === undefined)
