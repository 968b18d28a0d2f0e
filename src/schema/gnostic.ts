// An OpenAPI v2 document as the protobuf that kubectl asks for (gnostic's openapi.v2.Document). The
// messages are a table: by JSON key the number and what stands there.
import type { JsonObject } from '../meta/object.ts'
import { parameter } from './gnostic/parameter.ts'
import {
  bool,
  each,
  message,
  named,
  orReference,
  type Part,
  type Shape,
  security,
  text,
  within,
  writeShape,
} from './gnostic/parts.ts'
import { schema } from './gnostic/schema.ts'
import { Writer } from './protobuf/writer.ts'

/** The bytes of a document. */
export function encodeOpenapiV2(document: object): Uint8Array {
  const writer = new Writer(1 << 20)
  writeShape(writer, DOCUMENT, document as JsonObject)
  return writer.finish()
}

const RESPONSE: Shape = {
  parts: { description: [1, text], schema: [2, within(1, schema)] },
  extensions: 5,
}

const OPERATION: Shape = {
  parts: {
    tags: [1, each(text)],
    summary: [2, text],
    description: [3, text],
    operationId: [5, text],
    produces: [6, each(text)],
    consumes: [7, each(text)],
    parameters: [8, each(orReference(parameter))],
    responses: [9, within(1, named(orReference(message(() => RESPONSE))))],
    schemes: [10, each(text)],
    deprecated: [11, bool],
    security: [12, security],
  },
  extensions: 13,
}

const operation: Part = message(() => OPERATION)

const PATH_ITEM: Shape = {
  parts: {
    $ref: [1, text],
    get: [2, operation],
    put: [3, operation],
    post: [4, operation],
    delete: [5, operation],
    options: [6, operation],
    head: [7, operation],
    patch: [8, operation],
    parameters: [9, each(orReference(parameter))],
  },
  extensions: 10,
}

const API_KEY: Shape = {
  parts: { type: [1, text], name: [2, text], in: [3, text], description: [4, text] },
  extensions: 5,
}

const INFO: Shape = {
  parts: {
    title: [1, text],
    version: [2, text],
    description: [3, text],
    termsOfService: [4, text],
  },
  extensions: 7,
}

const DOCUMENT: Shape = {
  parts: {
    swagger: [1, text],
    info: [2, message(() => INFO)],
    host: [3, text],
    basePath: [4, text],
    schemes: [5, each(text)],
    consumes: [6, each(text)],
    produces: [7, each(text)],
    paths: [8, within(2, named(message(() => PATH_ITEM)))],
    definitions: [9, within(1, named(schema))],
    parameters: [10, within(1, named(parameter))],
    security: [12, security],
    securityDefinitions: [
      13,
      within(
        1,
        named(
          within(
            2,
            message(() => API_KEY),
          ),
        ),
      ),
    ],
  },
  extensions: 16,
}
