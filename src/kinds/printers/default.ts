// Kinds without columns of their own are shown by name and by when they were made.
import type { Printer } from '../../meta/kind.ts'
import { name, nameOf } from './columns.ts'
import { doc } from './descriptions.ts'

export const defaultPrinter: Printer = {
  columns: [
    name,
    { name: 'Created At', type: 'date', description: doc.ObjectMeta.creationTimestamp },
  ],
  cells: object => [nameOf(object), object.metadata.creationTimestamp ?? null],
}
