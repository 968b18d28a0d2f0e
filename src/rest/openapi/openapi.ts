import type { Table } from '../../kinds/table.ts'

export class OpenApi {
  readonly table: Table

  constructor(table: Table) {
    this.table = table
  }
}
