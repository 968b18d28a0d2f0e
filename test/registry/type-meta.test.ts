import assert from 'node:assert/strict'
import { test } from 'node:test'
import { typeMetaFault } from '../../src/registry/type-meta.ts'

const cases: Readonly<
  Record<string, { value: Record<string, unknown>; want: RegExp | undefined }>
> = {
  'nothing is said of texts': { value: { kind: 'A', apiVersion: 'b/v1' }, want: undefined },
  'nothing is said of what is left out': { value: { kind: null }, want: undefined },
  'a kind is a text': { value: { kind: 5 }, want: /unmarshal number into Go struct field \.kind / },
  'an apiVersion is a text': {
    value: { apiVersion: [] },
    want: /unmarshal array into Go struct field \.apiVersion /,
  },
  'an apiVersion has one slash': {
    value: { apiVersion: 'a/b/c' },
    want: /^unexpected GroupVersion string: a\/b\/c$/,
  },
}
for (const [claim, { value, want }] of Object.entries(cases))
  test(claim, () => {
    const told = typeMetaFault(value)
    if (want === undefined) assert.equal(told, undefined)
    else assert.match(told ?? '', want)
  })
