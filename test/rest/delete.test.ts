// DELETE over HTTP: what its options demand, what is said when they do not hold, what a collection answers.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CONFIG_MAPS, configMap, serve } from './support.ts'

const UID = '11111111-1111-1111-1111-111111111111'

const refused: Readonly<
  Record<string, { url?: string; method?: 'PUT'; payload?: object; want: RegExp }>
> = {
  'an empty version is a version': {
    payload: { preconditions: { resourceVersion: '' } },
    want: /ConfigMap "a": the ResourceVersion in the precondition \(\) does not match/,
  },
  'an empty uid is a uid': {
    payload: { preconditions: { uid: '' } },
    want: /ConfigMap "a": the UID in the precondition \(\) does not match/,
  },
  'a Namespace tells its version in other words': {
    url: '/api/v1/namespaces/default',
    payload: { preconditions: { resourceVersion: '999' } },
    want: /namespaces "default": Precondition failed: ResourceVersion in precondition: 999, ResourceVersion in object meta: \d+$/,
  },
  'all that is wrong with the propagation is told': {
    payload: { propagationPolicy: 'x', orphanDependents: true },
    want: /\[propagationPolicy: Invalid value: "x": orphanDependents .*, propagationPolicy: Unsupported value: "x"/,
  },
  'a name that no object can have': {
    url: `${CONFIG_MAPS}/a%25b`,
    want: /^Name parameter invalid: "a%b": may not contain '%'$/,
  },
  'an escaped slash is a slash': {
    url: `${CONFIG_MAPS}/a%2Fb`,
    want: /^the server could not find the requested resource$/,
  },
  'a Service is kept under its specs': {
    url: '/api/v1/namespaces/default/services/s',
    method: 'PUT',
    payload: { metadata: { name: 's', uid: UID }, spec: { ports: [{ port: 80 }] } },
    want: /Key: \/registry\/services\/specs\/default\/s, ResourceVersion: 0/,
  },
  'a PUT of another name is refused before it is looked for': {
    url: `${CONFIG_MAPS}/none`,
    method: 'PUT',
    payload: { metadata: { name: 'other' } },
    want: /^the name of the object \(other\) does not match the name on the URL \(none\)$/,
  },
}

for (const [
  claim,
  { url = `${CONFIG_MAPS}/a`, method = 'DELETE', payload, want },
] of Object.entries(refused))
  test(`refused: ${claim}`, async () => {
    const { app } = await serve()
    await app.inject({ method: 'POST', url: CONFIG_MAPS, payload: configMap('a') })
    const answer = await app.inject({ method, url, ...(payload === undefined ? {} : { payload }) })
    assert.match(answer.json().message, want)
    await app.close()
  })

test('a collection that is deleted is told as it was listed', async () => {
  const { app } = await serve()
  const held = { ...configMap('a'), metadata: { name: 'a', finalizers: ['x.example.com/y'] } }
  await app.inject({ method: 'POST', url: CONFIG_MAPS, payload: held })
  const listed = (await app.inject(CONFIG_MAPS)).json().items
  const told = (await app.inject({ method: 'DELETE', url: CONFIG_MAPS })).json().items
  assert.deepEqual(told, listed)
  const { metadata } = (await app.inject(`${CONFIG_MAPS}/a`)).json()
  assert.ok(metadata.deletionTimestamp)
  await app.close()
})
