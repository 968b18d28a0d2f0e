import {
  any,
  bool,
  double,
  each,
  integer,
  message,
  named,
  type Part,
  type Shape,
  text,
  within,
} from './parts.ts'

/** A schema. */
export const schema: Part = message(() => SCHEMA)

const additionalProperties: Part = (writer, number, value) =>
  within(typeof value === 'boolean' ? 2 : 1, typeof value === 'boolean' ? bool : schema)(
    writer,
    number,
    value,
  )

const SCHEMA: Shape = {
  parts: {
    $ref: [1, text],
    format: [2, text],
    title: [3, text],
    description: [4, text],
    default: [5, any],
    multipleOf: [6, double],
    maximum: [7, double],
    exclusiveMaximum: [8, bool],
    minimum: [9, double],
    exclusiveMinimum: [10, bool],
    maxLength: [11, integer],
    minLength: [12, integer],
    pattern: [13, text],
    maxItems: [14, integer],
    minItems: [15, integer],
    uniqueItems: [16, bool],
    maxProperties: [17, integer],
    minProperties: [18, integer],
    required: [19, each(text)],
    enum: [20, each(any)],
    additionalProperties: [21, additionalProperties],
    type: [22, within(1, each(text))],
    items: [23, within(1, each(schema))],
    allOf: [24, each(schema)],
    properties: [25, within(1, named(schema))],
    readOnly: [27, bool],
    example: [30, any],
  },
  extensions: 31,
}
