// What a Pod of 3.5 kB costs on its way in and out: defaults and validation, and protobuf beside JSON.

import { pod } from '../src/kinds/index.ts'
import { deepFreeze } from '../src/meta/freeze.ts'
import type { Rules } from '../src/meta/kind.ts'
import type { KubeObject } from '../src/meta/object.ts'
import { decode } from '../src/schema/decode.ts'
import { decodeMessage } from '../src/schema/protobuf/decode.ts'
import { encodeMessage } from '../src/schema/protobuf/encode.ts'
import { builtinTypes } from '../src/schema/table.ts'
import type { Figure } from './main.ts'
import { bestMicros, samplePod } from './sample.ts'

const POD = 'core/v1.Pod'
const PROMISED_MICROS = 40

export async function run(): Promise<readonly Figure[]> {
  const types = builtinTypes()
  const sent = deepFreeze(decode(types, POD, samplePod()).value) as unknown as KubeObject
  const rules = pod.rules as Rules<KubeObject>
  const defaulted = bestMicros(() => rules.defaults?.(sent))
  const complete = deepFreeze(rules.defaults?.(sent) ?? sent)
  const validated = bestMicros(() => rules.validate?.(complete))
  const text = JSON.stringify(sent)
  const bytes = encodeMessage(types, POD, sent)
  const asJson = bestMicros(() => JSON.parse(JSON.stringify(sent)))
  const asProtobuf = bestMicros(() => decodeMessage(types, POD, encodeMessage(types, POD, sent)))
  return [
    {
      name: `defaults and validation of a Pod of ${text.length} bytes`,
      value: defaulted + validated,
      unit: 'µs',
      ratio: (defaulted + validated) / PROMISED_MICROS,
      limit: 'what we promise',
    },
    {
      name: `to protobuf (${bytes.length} bytes) and back`,
      value: asProtobuf,
      unit: 'µs',
      ratio: asProtobuf / asJson,
      limit: 'JSON.stringify and JSON.parse',
    },
  ]
}
