import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { VirtualClock } from '../../src/clock.ts'
import { type Cluster, createCluster } from '../../src/cluster.ts'
import { SeededIds } from '../../src/ids.ts'

let cluster: Cluster
before(async () => {
  cluster = await createCluster({ clock: new VirtualClock(), ids: new SeededIds(1), nodes: 0 })
})
after(() => cluster.close())

const GROUP = '/apis/authorization.k8s.io/v1'

async function review(path: string, body: object, query = '') {
  const answer = await cluster.app.inject({
    method: 'POST',
    url: `${GROUP}/${path}${query}`,
    headers: { host: 'localhost', 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  })
  return { code: answer.statusCode, text: answer.payload, warning: answer.headers.warning }
}

const ask = (more: object) => ({ spec: { resourceAttributes: { verb: 'get', ...more } } })
const SELF = 'selfsubjectaccessreviews'

const refused: Readonly<Record<string, readonly [string, object, number, RegExp]>> = {
  'another kind': [
    SELF,
    { kind: 'Foo', apiVersion: 'v1' },
    400,
    /cannot be handled as a SelfSubject/,
  ],
  'text where an object belongs': [SELF, { spec: 'x' }, 400, /cannot unmarshal string into Go/],
  'a selector of nothing': [
    SELF,
    ask({ fieldSelector: {} }),
    422,
    /requirements or rawSelector is/,
  ],
  'a requirement without values': [
    SELF,
    ask({ labelSelector: { requirements: [{ key: 'a', operator: 'In' }] } }),
    422,
    /must be specified when `operator` is 'In'/,
  ],
  'a label that is none': [
    SELF,
    ask({ labelSelector: { requirements: [{ key: 'a b', operator: 'Exists' }] } }),
    422,
    /requirements\[0\].key: Invalid value/,
  ],
  'another namespace than that of the path': [
    'namespaces/default/localsubjectaccessreviews',
    { metadata: { namespace: 'other' }, spec: { user: 'u' } },
    400,
    /does not match the namespace sent on the request/,
  ],
}
for (const [what, [path, body, code, text]] of Object.entries(refused))
  test(`a review with ${what} is refused`, async () => {
    const answer = await review(path, body)
    assert.equal(answer.code, code)
    assert.match(answer.text, text)
  })

test('unknown fields of a review are warned of, or refused, and never told back', async () => {
  const body = { x: 1, ...ask({}) }
  const { code, text, warning } = await review(SELF, body)
  assert.deepEqual([code, warning], [201, '299 - "unknown field \\"x\\""'])
  assert.doesNotMatch(text, /"x"/)
  assert.equal((await review(SELF, body, '?fieldValidation=Strict')).code, 400)
})

test('operators of a later version are passed over, as is what only the server says', async () => {
  const requirements = [{ key: 'a', operator: 'Later' }]
  const body = {
    metadata: { uid: 'u', namespace: 'n' },
    ...ask({ fieldSelector: { requirements } }),
  }
  assert.equal((await review(SELF, body)).code, 201)
})
