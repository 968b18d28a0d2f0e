// The table of kinds of one cluster: which resources are served, in which groups and versions. It
// holds rows and finds them; what a row means stands in the row. Rows come and go while we run.
import type { Kind, ServedVersion } from '../meta/kind.ts'
import { resourceOf } from '../meta/kind.ts'
import { compareGroups, compareVersions } from './order.ts'

/** A row as it is served in one of its versions. */
export interface Served {
  readonly kind: Kind
  readonly version: ServedVersion
}

/** Told after a row was added, put in place of another one of the same resource, or removed. */
export type TableListener = (kind: Kind, change: 'added' | 'removed') => void

/** One table a cluster. */
export class Table {
  readonly #rows = new Map<string, Kind>()
  readonly #served = new Map<string, Served>()
  readonly #byKind = new Map<string, Served>()
  readonly #listeners = new Set<TableListener>()

  constructor(rows: readonly Kind[] = []) {
    for (const row of rows) this.#rows.set(resourceOf(row), row)
    this.#index()
  }

  /** What is served at `/apis/GROUP/VERSION/PLURAL` (`/api/VERSION/PLURAL` when the group is empty). */
  find(group: string, version: string, plural: string): Served | undefined {
    return this.#served.get(`${group}/${version}/${plural}`)
  }

  /** What is served as this kind, in this version. */
  findKind(group: string, version: string, kind: string): Served | undefined {
    return this.#byKind.get(`${group}/${version}/${kind}`)
  }

  /** The row that serves a kind in a group, whatever the version. */
  byKind(group: string, kind: string): Kind | undefined {
    for (const version of this.versionsOf(group)) {
      const served = this.findKind(group, version, kind)
      if (served !== undefined) return served.kind
    }
    return undefined
  }

  /** The row that is stored as `pods` or `apps/daemonsets`. */
  byResource(resource: string): Kind | undefined {
    return this.#rows.get(resource)
  }

  /** All rows, in the order in which they were added. */
  all(): readonly Kind[] {
    return [...this.#rows.values()]
  }

  /** All groups in the order of discovery; the first is the legacy group, whose name is empty. */
  groups(): readonly string[] {
    return [...new Set(this.#everyServed().map(groupOf))].sort(compareGroups)
  }

  /** The versions of a group, the preferred one first. */
  versionsOf(group: string): readonly string[] {
    const ofGroup = this.#everyServed().filter(served => groupOf(served) === group)
    return [...new Set(ofGroup.map(served => served.version.version))].sort(compareVersions)
  }

  /** What a group-version serves, in the order of plurals. */
  servedIn(group: string, version: string): readonly Served[] {
    return this.#everyServed()
      .filter(served => groupOf(served) === group && served.version.version === version)
      .sort((a, b) => (a.kind.plural < b.kind.plural ? -1 : 1))
  }

  /** Adds a row, or puts it in the place of the row of the same resource. */
  add(row: Kind): void {
    this.#rows.set(resourceOf(row), row)
    this.#index()
    for (const listener of [...this.#listeners]) listener(row, 'added')
  }

  /** Removes the row of this resource; one that is not there is no error. */
  remove(row: { group: string; plural: string }): void {
    const gone = this.#rows.get(resourceOf(row))
    if (gone === undefined) return
    this.#rows.delete(resourceOf(row))
    this.#index()
    for (const listener of [...this.#listeners]) listener(gone, 'removed')
  }

  /** Calls `listener` after each change; returns how to stop it. */
  onChange(listener: TableListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #everyServed(): Served[] {
    return [...this.#served.values()]
  }

  #index(): void {
    this.#served.clear()
    this.#byKind.clear()
    for (const kind of this.#rows.values()) {
      for (const version of kind.versions) {
        if (version.served === false) continue
        const served = { kind, version }
        const groupVersion = `${groupOf(served)}/${version.version}`
        this.#served.set(`${groupVersion}/${kind.plural}`, served)
        this.#byKind.set(`${groupVersion}/${kind.kind}`, served)
      }
    }
  }
}

/** The group in which a version is served: the row's, unless the version has one of its own. */
export function groupOf(served: Served): string {
  return served.version.group ?? served.kind.group
}
