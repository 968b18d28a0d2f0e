import { isObject } from '../../meta/object.ts'
import {
  any,
  bool,
  double,
  each,
  integer,
  message,
  type Part,
  type Shape,
  text,
  within,
} from './parts.ts'
import { schema } from './schema.ts'

/** A parameter: of the body, or of query, path, header or form. */
export const parameter: Part = (writer, number, value) => {
  const place = isObject(value) ? value.in : undefined
  if (place === 'body')
    within(
      1,
      message(() => BODY),
    )(writer, number, value)
  else {
    const [choice, shape] = PLACES[String(place)] ?? [3, QUERY]
    within(
      2,
      within(
        choice,
        message(() => shape),
      ),
    )(writer, number, value)
  }
}

/** Numbers of the facets of values, counted from that of `items` or of what stands before them. */
function facets(first: number): Shape['parts'] {
  const parts: [string, Part][] = [
    ['default', any],
    ['maximum', double],
    ['exclusiveMaximum', bool],
    ['minimum', double],
    ['exclusiveMinimum', bool],
    ['maxLength', integer],
    ['minLength', integer],
    ['pattern', text],
    ['maxItems', integer],
    ['minItems', integer],
    ['uniqueItems', bool],
    ['enum', each(any)],
    ['multipleOf', double],
  ]
  return Object.fromEntries(parts.map(([key, part], index) => [key, [first + index, part]]))
}

const ITEMS: Shape = {
  parts: {
    type: [1, text],
    format: [2, text],
    items: [3, message(() => ITEMS)],
    collectionFormat: [4, text],
    ...facets(5),
  },
  extensions: 18,
}

/** Parameters of a query may be empty; those of a path may not, and count one less. */
const QUERY: Shape = {
  parts: {
    required: [1, bool],
    in: [2, text],
    description: [3, text],
    name: [4, text],
    allowEmptyValue: [5, bool],
    type: [6, text],
    format: [7, text],
    items: [8, message(() => ITEMS)],
    collectionFormat: [9, text],
    ...facets(10),
  },
  extensions: 23,
}

const PATH: Shape = {
  parts: {
    required: [1, bool],
    in: [2, text],
    description: [3, text],
    name: [4, text],
    type: [5, text],
    format: [6, text],
    items: [7, message(() => ITEMS)],
    collectionFormat: [8, text],
    ...facets(9),
  },
  extensions: 22,
}

const PLACES: Readonly<Record<string, readonly [number, Shape]>> = {
  header: [1, PATH],
  formData: [2, QUERY],
  query: [3, QUERY],
  path: [4, PATH],
}

const BODY: Shape = {
  parts: {
    description: [1, text],
    name: [2, text],
    in: [3, text],
    required: [4, bool],
    schema: [5, schema],
  },
  extensions: 6,
}
