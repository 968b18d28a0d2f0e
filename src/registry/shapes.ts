import { type Shape, shapeOf } from '../patch/shape.ts'
import { structuralShape } from '../patch/structural.ts'
import type { Types } from '../schema/table.ts'
import type { Target } from './target.ts'

/** The shapes of kinds as patches see them, made once a version. */
export class Shapes {
  readonly #types: Types
  readonly #made = new WeakMap<object, Shape>()

  constructor(types: Types) {
    this.#types = types
  }

  of(of: Target<never> | Target): Shape {
    const known = this.#made.get(of.version)
    if (known !== undefined) return known
    const shape =
      of.kind.custom === undefined
        ? shapeOf(this.#types, of.version.type)
        : structuralShape(
            of.version.custom?.schema ?? of.kind.custom.schema,
            this.ofStruct('meta/v1.ObjectMeta'),
          )
    this.#made.set(of.version, shape)
    return shape
  }

  /** The shape of a struct that is no kind's, such as Scale. */
  ofStruct(name: string): Shape {
    return shapeOf(this.#types, name)
  }
}
