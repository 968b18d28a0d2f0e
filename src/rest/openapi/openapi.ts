// OpenAPI documents, made from the table when they are asked for and kept until a row of theirs comes or
// goes. Their hashes are over their content, so that clients may keep them for ever.
import { createHash } from 'node:crypto'
import type { Table } from '../../kinds/table.ts'
import { openapiNameOf, openapiV3Schemas } from '../../schema/openapi.ts'
import type { Types } from '../../schema/table.ts'
import { tagOf, upperFirst } from './names.ts'
import { swaggerOf } from './v2.ts'
import { documentOf, documentWith, plainGet } from './v3.ts'

/** A document with the hash of its bytes. */
export interface OpenApiDocument {
  readonly json: Buffer
  readonly hash: string
}

export class OpenApi {
  readonly #table: Table
  readonly #types: Types
  readonly #kept = new Map<string, OpenApiDocument>()

  constructor(table: Table, types: Types) {
    this.#table = table
    this.#types = types
    table.onChange(kind => {
      for (const { group = kind.group, version } of kind.versions)
        this.#kept.delete(pathOf(group, version))
      this.#kept.delete('swagger')
      this.#kept.delete('index')
    })
  }

  /** `/openapi/v3`: where the documents are, each under its hash. */
  index(): OpenApiDocument {
    return this.#remember('index', () => ({
      paths: Object.fromEntries(
        this.#paths().map(path => [
          path,
          { serverRelativeURL: `/openapi/v3/${path}?hash=${this.document(path)?.hash}` },
        ]),
      ),
    }))
  }

  /** A document of v3 by its path, such as `apis/apps/v1`; undefined when there is none. */
  document(path: string): OpenApiDocument | undefined {
    if (!this.#paths().includes(path)) return undefined
    return this.#remember(path, () => this.#made(path))
  }

  /** `/openapi/v2`: all in one document. */
  swagger(): OpenApiDocument {
    return this.#remember('swagger', () => swaggerOf(this.#table, this.#types))
  }

  #paths(): string[] {
    const paths = [...Object.keys(OTHERS), 'api', 'apis']
    for (const group of this.#table.groups()) {
      if (group !== '' && !this.#isCustom(group)) paths.push(`apis/${group}`)
      for (const version of this.#table.versionsOf(group)) paths.push(pathOf(group, version))
    }
    return paths.sort()
  }

  #isCustom(group: string): boolean {
    return this.#table
      .versionsOf(group)
      .every(version =>
        this.#table.servedIn(group, version).every(({ kind }) => kind.custom !== undefined),
      )
  }

  #made(path: string): object {
    const parts = path.split('/')
    if (parts[0] === 'api' && parts.length === 2)
      return documentOf(this.#table, this.#types, '', parts[1] ?? '')
    if (parts[0] === 'apis' && parts.length === 3)
      return documentOf(this.#table, this.#types, parts[1] ?? '', parts[2] ?? '')
    const [get, struct] = this.#plain(path, parts)
    return documentWith(
      { [`/${path}/`]: { get } },
      struct === '' ? {} : openapiV3Schemas([struct], undefined, this.#types),
    )
  }

  #plain(path: string, parts: readonly string[]): readonly [object, string] {
    const other = OTHERS[path]
    if (other !== undefined) return other
    const [struct, tag, description, id] = rootOperation(parts)
    return [plainGet(tag, description, id, openapiNameOf(struct)), struct]
  }

  #remember(key: string, make: () => object): OpenApiDocument {
    let document = this.#kept.get(key)
    if (document === undefined) {
      const json = Buffer.from(JSON.stringify(make()))
      document = { json, hash: createHash('sha512').update(json).digest('hex').toUpperCase() }
      this.#kept.set(key, document)
    }
    return document
  }
}

const pathOf = (group: string, version: string): string =>
  group === '' ? `api/${version}` : `apis/${group}/${version}`

function rootOperation(parts: readonly string[]): readonly [string, string, string, string] {
  if (parts[0] === 'api')
    return ['meta/v1.APIVersions', 'core', 'get available API versions', 'getCoreAPIVersions']
  if (parts.length === 1)
    return ['meta/v1.APIGroupList', 'apis', 'get available API versions', 'getAPIVersions']
  const tag = tagOf(parts[1] ?? '')
  return ['meta/v1.APIGroup', tag, 'get information of a group', `get${upperFirst(tag)}APIGroup`]
}

const VERSION = 'pkg/version.Info'

/** Paths that are neither groups nor versions, with what they answer. */
const OTHERS: Readonly<Record<string, readonly [object, string]>> = {
  '.well-known/openid-configuration': [
    plainGet(
      'WellKnown',
      "get service account issuer OpenID configuration, also known as the 'OIDC discovery doc'",
      'getServiceAccountIssuerOpenIDConfiguration',
      'string',
      ['application/json'],
    ),
    '',
  ],
  'openid/v1/jwks': [
    plainGet(
      'openid',
      'get service account issuer OpenID JSON Web Key Set (contains public token verification keys)',
      'getServiceAccountIssuerOpenIDKeyset',
      'string',
      ['application/jwk-set+json'],
    ),
    '',
  ],
  version: [
    plainGet(
      'version',
      'get the version information for this server',
      'getCodeVersion',
      openapiNameOf(VERSION),
      ['application/json'],
    ),
    VERSION,
  ],
}
