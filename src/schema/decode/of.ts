import { goNameOf } from '../go-names.ts'
import type { TypeRef, Types } from '../types.ts'
import type { Codec } from './codec.ts'
import { listCodec, mapCodec } from './containers.ts'
import { schemaOr } from './json-schema.ts'
import { anyCodec, bytesCodec, rawCodec, scalarCodec } from './scalars.ts'
import { intOrStringCodec, quantityCodec, resourceCodec, timeCodec } from './self-reading.ts'
import { codecOfStruct } from './struct.ts'

/** The reader of a type. */
export function codecOf(types: Types, type: TypeRef): Codec {
  switch (type.sort) {
    case 'struct':
      return codecOfStruct(types, type.name)
    case 'list':
      return listCodec(codecOf(types, type.of), goNameOf(type))
    case 'map':
      return mapCodec(
        type.go === 'v1.ResourceList' ? resourceCodec : codecOf(types, type.of),
        goNameOf(type),
      )
    case 'any':
      return schemaOr(types, type.go) ?? anyCodec
    case 'fieldsV1':
    case 'raw':
      return rawCodec
    case 'time':
    case 'microTime':
      return timeCodec[type.sort]
    case 'quantity':
      return quantityCodec
    case 'intOrString':
      return intOrStringCodec
    case 'bytes':
      return bytesCodec
    default:
      return scalarCodec(type.sort, goNameOf(type))
  }
}
