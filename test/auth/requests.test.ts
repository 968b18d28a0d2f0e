import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { parseTokenFile } from '../../src/auth/static-tokens.ts'
import { createCluster } from '../../src/cluster.ts'

const cluster = await createCluster({
  nodes: 0,
  controlPlaneNodes: 0,
  insecure: true,
  tokens: parseTokenFile('alice-token,alice,u-alice,dev'),
})
after(() => cluster.close())
const { app } = cluster

type Headers = Record<string, string>
const RBAC = '/apis/rbac.authorization.k8s.io/v1/namespaces/default'
const PODS = '/api/v1/namespaces/default/pods'
const get = (url: string, headers: Headers = {}) => app.inject({ url, headers })
const post = (url: string, payload: object, headers: Headers = {}) =>
  app.inject({ method: 'POST', url, payload, headers })
const alice = { authorization: 'Bearer alice-token' }

async function allow(name: string, rule: object): Promise<void> {
  await post(`${RBAC}/roles`, { metadata: { name }, rules: [rule] })
  const binding = {
    metadata: { name },
    roleRef: { kind: 'Role', name },
    subjects: [{ kind: 'User', name: 'alice' }],
  }
  assert.equal((await post(`${RBAC}/rolebindings`, binding)).statusCode, 201)
}

test('who shows no credentials is an administrator', async () => {
  assert.equal((await get(PODS)).statusCode, 200)
})

test('a token that nobody knows is refused', async () => {
  const refused = await get(PODS, { authorization: 'Bearer none' })
  assert.equal(refused.statusCode, 401)
})

test('a user without rights is told which is missing', async () => {
  const refused = await get('/api/v1/namespaces/default/secrets', alice)
  assert.equal(refused.statusCode, 403)
  assert.match(refused.json().message, /User "alice" cannot list resource "secrets"/)
})

test('a role gives rights as soon as it is bound, in its namespace only', async () => {
  assert.equal((await get(PODS, alice)).statusCode, 403)
  await allow('reader', { apiGroups: [''], resources: ['pods'], verbs: ['list'] })
  assert.equal((await get(PODS, alice)).statusCode, 200)
  assert.equal((await get('/api/v1/pods', alice)).statusCode, 403)
})

test('nobody grants more than they hold', async () => {
  const rule = { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['create'] }
  await allow('author', rule)
  const held = await post(`${RBAC}/roles`, { metadata: { name: 'same' }, rules: [rule] }, alice)
  assert.equal(held.statusCode, 201)
  const more = { apiGroups: [''], resources: ['nodes'], verbs: ['get'] }
  const refused = await post(`${RBAC}/roles`, { metadata: { name: 'm' }, rules: [more] }, alice)
  assert.equal(refused.statusCode, 403)
  assert.match(refused.json().message, /not currently held:\n\{APIGroups:\[""\]/)
})

test('an administrator acts as another, others only with the right', async () => {
  const review = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
  const bob = { 'impersonate-user': 'bob', 'impersonate-group': 'g' }
  assert.deepEqual((await post(review, {}, bob)).json().status.userInfo, {
    username: 'bob',
    groups: ['g', 'system:authenticated'],
  })
  assert.equal((await post(review, {}, { ...alice, ...bob })).statusCode, 403)
  assert.equal((await get(PODS, { 'impersonate-uid': '1' })).statusCode, 400)
})

test('a token of a service account holds until the account goes', async () => {
  const accounts = '/api/v1/namespaces/default/serviceaccounts'
  await post(accounts, { metadata: { name: 'bot' } })
  const asked = await post(`${accounts}/bot/token`, { spec: {} })
  const headers = { authorization: `Bearer ${asked.json().status.token}` }
  const refused = await get(PODS, headers)
  assert.match(refused.json().message, /system:serviceaccount:default:bot/)
  await app.inject({ method: 'DELETE', url: `${accounts}/bot` })
  assert.equal((await get(PODS, headers)).statusCode, 401)
})

test('an access review tells which binding allows', async () => {
  const asked = { namespace: 'default', verb: 'list', resource: 'pods' }
  const review = await post('/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    spec: { user: 'alice', resourceAttributes: asked },
  })
  assert.deepEqual(review.json().status, {
    allowed: true,
    reason: 'RBAC: allowed by RoleBinding "reader/default" of Role "reader" to User "alice"',
  })
})
