import { isTrue } from '../../kinds/crd/conditions.ts'
import type { ConversionCalls } from '../../kinds/customresource/conversion.ts'
import { customKind } from '../../kinds/customresource/row.ts'
import type { Table } from '../../kinds/index.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { CustomResourceDefinition } from '../../schema/generated/apiextensions-v1.ts'

/** The rows of definitions in the table of kinds, put there and taken away. */
export class CustomRows {
  readonly #table: Table
  readonly #calls: ConversionCalls
  readonly #shown = new Map<string, { readonly plural: string; readonly made: unknown }>()

  constructor(table: Table, calls: ConversionCalls) {
    this.#table = table
    this.#calls = calls
  }

  /** Serves a definition as it stands; what concerns no request leaves the row as it is. */
  show(crd: CustomResourceDefinition): void {
    const { name = '' } = crd.metadata
    const made = {
      spec: crd.spec,
      names: crd.status?.acceptedNames,
      terminating: isTrue(crd, 'Terminating'),
    }
    if (sameJson(this.#shown.get(name)?.made, made)) return
    const row = customKind(crd, this.#calls)
    if (row === undefined) return
    this.#shown.set(name, { plural: row.plural, made })
    this.#table.add(row)
  }

  /** Serves the definition of this name no more. */
  hide(name: string): void {
    const shown = this.#shown.get(name)
    if (shown === undefined) return
    this.#shown.delete(name)
    this.#table.remove({ plural: shown.plural, group: groupOf(name) })
  }
}

/** The group in a definition's name, `plural.group`. */
export const groupOf = (name: string): string => name.slice(name.indexOf('.') + 1)
