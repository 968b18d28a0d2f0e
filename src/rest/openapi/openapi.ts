// OpenAPI documents, made from the table when they are asked for and kept until a row of theirs comes or
// goes. Their hashes are over their content, so that clients may keep them for ever.
import { createHash } from 'node:crypto'
import type { Table } from '../../kinds/table.ts'
import type { Types } from '../../schema/table.ts'
import { pathOf, plainPaths } from './plain-paths.ts'
import { swaggerOf } from './v2.ts'
import { documentOf, plainDocument } from './v3.ts'

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
    const paths = plainPaths(this.#table).map(({ path }) => path)
    for (const group of this.#table.groups())
      for (const version of this.#table.versionsOf(group)) paths.push(pathOf(group, version))
    return paths.sort()
  }

  #made(path: string): object {
    const plain = plainPaths(this.#table).find(one => one.path === path)
    if (plain !== undefined) return plainDocument(plain, this.#types)
    const [root, ...rest] = path.split('/')
    const [group = '', version = ''] = root === 'api' ? ['', ...rest] : rest
    return documentOf(this.#table, this.#types, group, version)
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
