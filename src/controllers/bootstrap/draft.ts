import type { Kind } from '../../meta/kind.ts'
import type { KubeObject } from '../../meta/object.ts'

/** An object to be made, and the status that it is to have. */
export interface Draft {
  readonly kind: Kind
  readonly object: KubeObject
}

/** A draft; the type of the object is checked here and forgotten. */
export const draft = <T extends KubeObject>(kind: Kind<T>, object: T): Draft => ({
  kind: kind as unknown as Kind,
  object,
})
