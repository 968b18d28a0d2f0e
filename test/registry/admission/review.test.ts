import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verdictOf } from '../../../src/registry/admission/webhook/review.ts'

const asked = {
  kind: 'AdmissionReview',
  apiVersion: 'admission.k8s.io/v1',
  request: { uid: 'u' },
}

const answer = (response: object, more: object = {}): string =>
  JSON.stringify({
    ...asked,
    request: undefined,
    response: { uid: 'u', allowed: true, ...response },
    ...more,
  })

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const patch = (text: string, patchType = 'JSONPatch') => ({ patchType, patch: base64(text) })

const CALL = 'failed to call webhook: '
const JSON_ERROR = `${CALL}couldn't get version/kind; json parse error: `
const INVALID = 'received invalid webhook response: '
const UNDECODABLE = 'received undecodable patch in webhook response: '

const REFUSED: readonly (readonly [text: string, want: string])[] = [
  ['', `${CALL}0-length response with status code: 200 and content type: application/json`],
  ['{"a":', `${JSON_ERROR}unexpected end of JSON input`],
  [
    'hello',
    `${JSON_ERROR}json: cannot unmarshal string into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
  ],
  [
    '{}',
    `${INVALID}expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got /, Kind=`,
  ],
  [
    answer({}, { kind: 'Foo' }),
    `${CALL}no kind "Foo" is registered for version "admission.k8s.io/v1" in scheme "pkg/runtime/scheme.go:111"`,
  ],
  [
    answer({}, { apiVersion: 'admission.k8s.io/v1beta1' }),
    `${CALL}converting (v1beta1.AdmissionReview) to (v1.AdmissionReview): unknown conversion`,
  ],
  [answer({}, { response: null }), `${INVALID}webhook response was absent`],
  [answer({ uid: 'x' }), `${INVALID}expected response.uid="u", got "x"`],
  [answer({ patch: '###', patchType: 'JSONPatch' }), `${CALL}illegal base64 data at input byte 0`],
  [answer(patch('[]', '')), `${INVALID}webhook returned invalid response.patchType of ""`],
  [answer(patch('[{}]', 'Foo')), 'unsupported patch type "Foo"'],
  [
    answer(patch('{}')),
    `${UNDECODABLE}json: cannot unmarshal object into Go value of type jsonpatch.Patch`,
  ],
  [answer(patch('hello')), `${UNDECODABLE}invalid character 'h' looking for beginning of value`],
]

test('an answer that does not count is told in the words of the real server', () => {
  for (const [text, message] of REFUSED)
    assert.throws(() => verdictOf(text, asked, true), { message }, text)
})

test('a patch of nothing is of any type, and who is refused needs no good one', () => {
  assert.deepEqual(verdictOf(answer(patch('[]', 'Foo')), asked, true).patch, [])
  const denied = answer({ allowed: false, ...patch('hello') })
  assert.equal(verdictOf(denied, asked, true).allowed, false)
})
