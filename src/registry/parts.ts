import type { Clock } from '../clock.ts'
import type { Ids } from '../ids.ts'
import type { Types } from '../schema/table.ts'
import type { Store } from '../store/store.ts'
import type { Admission } from './admission.ts'
import type { Shapes } from './shapes.ts'

/** What every verb works with. */
export interface Parts {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly types: Types
  readonly admission: Admission
  readonly shapes: Shapes
  /** Whether writes are recorded in managedFields. */
  readonly managedFields: boolean
}
