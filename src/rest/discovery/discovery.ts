// Discovery: what is served, told from the table. Documents are made when they are asked for and kept
// until a row comes or goes.
import { createHash } from 'node:crypto'
import type { Table } from '../../kinds/table.ts'
import { apiVersionOf } from '../../meta/object.ts'
import { apiGroup, apiResources, versionDiscovery } from './resources.ts'

/** A document of the aggregated form. */
export interface AggregatedDocument {
  readonly json: Buffer
  readonly etag: string
}

export class Discovery {
  readonly #table: Table
  readonly #documents = new Map<string, unknown>()

  constructor(table: Table) {
    this.#table = table
    table.onChange(() => this.#documents.clear())
  }

  /** `/apis`: all groups that have a name. */
  groupList(): object {
    return this.#kept('groups', () => ({
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: this.#groups().map(group => apiGroup(this.#table, group)),
    }))
  }

  /** `/apis/GROUP`; undefined when there is no such group. */
  group(group: string): object | undefined {
    if (this.#table.versionsOf(group).length === 0) return undefined
    return this.#kept(`group ${group}`, () => ({
      kind: 'APIGroup',
      apiVersion: 'v1',
      ...apiGroup(this.#table, group),
    }))
  }

  /** `/api/v1`, `/apis/GROUP/VERSION`; undefined when it is not served. */
  resourceList(group: string, version: string): object | undefined {
    if (!this.#table.versionsOf(group).includes(version)) return undefined
    return this.#kept(`resources ${group}/${version}`, () => ({
      kind: 'APIResourceList',
      // The legacy group's list has never said its apiVersion.
      ...(group === '' ? {} : { apiVersion: 'v1' }),
      groupVersion: apiVersionOf(group, version),
      resources: apiResources(this.#table, group, version),
    }))
  }

  /** All of `/api` or `/apis` in one document. */
  aggregated(legacy: boolean): AggregatedDocument {
    return this.#kept(`aggregated ${legacy}`, () => {
      const json = Buffer.from(
        `${JSON.stringify({
          kind: 'APIGroupDiscoveryList',
          apiVersion: 'apidiscovery.k8s.io/v2',
          metadata: {},
          items: (legacy ? [''] : this.#groups()).map(group => this.#groupDiscovery(group)),
        })}\n`,
      )
      return { json, etag: `"${createHash('sha512').update(json).digest('hex').toUpperCase()}"` }
    })
  }

  #groupDiscovery(group: string) {
    return {
      metadata: group === '' ? {} : { name: group },
      versions: this.#table
        .versionsOf(group)
        .map(version => versionDiscovery(this.#table, group, version)),
    }
  }

  #groups(): string[] {
    return this.#table.groups().filter(group => group !== '')
  }

  #kept<T>(key: string, make: () => T): T {
    let document = this.#documents.get(key) as T | undefined
    if (document === undefined) {
      document = make()
      this.#documents.set(key, document)
    }
    return document
  }
}
