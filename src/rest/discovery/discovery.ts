// Discovery: what is served, told from the table. Documents are made when they are asked for and kept
// until a row comes or goes.
import { createHash } from 'node:crypto'
import type { Table } from '../../kinds/table.ts'
import { apiVersionOf } from '../../meta/object.ts'
import type { OthersGroup } from '../others.ts'
import {
  apiGroup,
  apiResources,
  groupOfVersions,
  staleDiscovery,
  versionDiscovery,
} from './resources.ts'

/** A document of the aggregated form. */
export interface AggregatedDocument {
  readonly document: { readonly kind: string; readonly apiVersion: string }
  readonly etag: string
}

export class Discovery {
  readonly #table: Table
  readonly #others: () => readonly OthersGroup[]
  readonly #documents = new Map<string, unknown>()

  /** `others` tells what servers of others are to serve, and cannot: it is told after what is here. */
  constructor(table: Table, others: () => readonly OthersGroup[] = () => []) {
    this.#table = table
    this.#others = () => others().filter(({ group }) => table.versionsOf(group).length === 0)
    table.onChange(() => this.#documents.clear())
  }

  /** `/apis`: all groups that have a name. */
  groupList(): object {
    const others = this.#others()
    return this.#kept(keyed('groups', others), () => ({
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: [
        ...this.#groups().map(group => apiGroup(this.#table, group)),
        ...others.map(({ group, versions }) => groupOfVersions(group, versions)),
      ],
    }))
  }

  /** `/apis/GROUP`; undefined when there is no such group. */
  group(group: string): object | undefined {
    if (this.#table.versionsOf(group).length === 0) {
      const other = this.#others().find(one => one.group === group)
      if (other === undefined) return undefined
      return { kind: 'APIGroup', apiVersion: 'v1', ...groupOfVersions(group, other.versions) }
    }
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
    const others = legacy ? [] : this.#others()
    return this.#kept(keyed(`aggregated ${legacy}`, others), () => {
      const document = {
        kind: 'APIGroupDiscoveryList',
        apiVersion: 'apidiscovery.k8s.io/v2',
        metadata: {},
        items: [
          ...(legacy ? [''] : this.#groups()).map(group => this.#groupDiscovery(group)),
          ...others.map(staleDiscovery),
        ],
      }
      const hash = createHash('sha512').update(JSON.stringify(document)).digest('hex')
      return { document, etag: `"${hash.toUpperCase()}"` }
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

/** Documents that others are told in are kept under what was told. */
const keyed = (key: string, others: readonly OthersGroup[]): string =>
  others.length === 0 ? key : `${key} ${JSON.stringify(others)}`
